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
