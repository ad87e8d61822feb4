import type { SignInRefusal } from '../../../lib/contracts/sign-in.ts'

export const signInCopy = {
  title: 'Sign in',
  email: 'Email',
  password: 'Password',
  submit: 'Sign in',
  wrong: 'The e-mail address or the password is wrong.',
  failedTitle: 'You are not signed in',
  needsSetupTitle: 'There is no administrator yet',
  needsSetupText: 'Open the set-up link that Postern printed when it started. It makes the first account.',
} as const

export const providerButtonCopy = {
  linkTitle: 'Connect another way to sign in',
  linkLead: (email: string) =>
    `You stay ${email} here, and sign in with the account that you choose there from then on too.`,
  linkFailed: 'The account was not connected',
  linkNone: 'No provider is set up. An administrator adds one under Settings.',
  linkBack: 'Back to Settings',
} as const

/** Of errors that next-auth or the front door name by one word. */
export function signInFailure(error: string): string {
  return Object.hasOwn(refusals, error) ? refusals[error as keyof typeof refusals] : refusals['provider-answer']
}

const refusals: Record<SignInRefusal | 'CredentialsSignin', string> = {
  CredentialsSignin: signInCopy.wrong,
  'provider-gone': 'This provider is not set up here any more. Choose another way to sign in.',
  'provider-unavailable':
    'The provider does not answer now. Try again in a moment, or sign in with a password if you have one.',
  'provider-answer':
    'The sign-in was not finished: it was cancelled or took too long, or the provider’s answer could not be trusted. Try again; if it stays so, tell your administrator.',
  'not-invited': 'The provider knows you, but nobody has invited you here. Ask your administrator for an invitation.',
  'invitation-spent': 'The invitation was used, replaced or is too old. Ask your administrator for another one.',
  'address-taken':
    'Somebody here has your e-mail address already. If that is you, sign in as before and connect this provider under Settings.',
  'linked-elsewhere': 'This account belongs to another person here. Sign in with it, or choose another account there.',
  'signed-out': 'You were signed out meanwhile. Sign in, and connect the provider again.',
  disabled: 'You may not sign in here now. Ask your administrator.',
}

export const invitationCopy = {
  title: 'Welcome to Postern',
  lead: 'Choose the password that you sign in with from now on.',
  email: 'Email',
  password: 'Password',
  passwordHint: 'At least 8 characters.',
  submit: 'Set password and sign in',
  failedTitle: 'The password was not set',
  spentTitle: 'This link does not work any more',
  spentText: 'It was used, replaced or is more than seven days old. Ask your administrator for another one.',
} as const

export const setupCopy = {
  title: 'Set up Postern',
  lead: 'Make the first administrator of this installation.',
  email: 'Email',
  password: 'Password',
  passwordHint: 'At least 8 characters.',
  submit: 'Create administrator',
  failedTitle: 'The account was not made',
  doneTitle: 'Postern is set up',
  doneText: 'This installation has an administrator. The set-up link works once only.',
  signIn: 'Go to sign-in',
  noTokenTitle: 'This link is not complete',
  noTokenText: 'Open the whole set-up link that Postern printed when it started. A restart prints a new one.',
} as const
