import type { AuthorizationDescription } from '../../../lib/contracts/console.ts'

export const connectCopy = {
  title: 'Connect',
  heading: (provider: string) => `Connect to ${provider}?`,
  headingMore: (provider: string) => `Allow more at ${provider}?`,
  leadMore:
    'A tool that you called asks for more than you have agreed to. What you agreed to before stays as it is, whatever you choose.',
  lead: {
    call: 'A tool that you called needs your account there. Nothing is shared until you continue.',
    sync: 'Postern needs your consent to list the tools of this target. The access is used once and then given back.',
    connect: 'You asked to connect before a tool needs it. Nothing is shared until you continue.',
    direct: 'An application asks for access to your account there. Nothing is shared until you continue.',
  },
  leadProgram: 'A program called a tool that needs an account there. Nothing is shared until you continue.',
  startedBy: 'Started by',
  target: 'Target',
  gateway: 'Gateway',
  provider: 'OAuth client',
  host: 'You will go to',
  scopes: 'Permissions',
  addedScopes: 'Asks for more',
  keptScopes: 'Agreed to before',
  expires: 'Link expires in',
  warning: (person: string) =>
    `Continue only if you started this yourself, as ${person}. If somebody sent you this link, cancel: they would act with your account.`,
  warningProgram: (key: string) =>
    `Everyone who uses ${key} will act with the account that you sign in with there. Choose one that is meant for a program, not your own.`,
  continue: 'Continue',
  cancel: 'Cancel',
  signedInAs: (email: string) => `You are signed in as ${email}.`,
  signIn: 'Sign in',
  signInTitle: 'Sign in to go on',
  signInText: (person: string) =>
    `This authorization was started by ${person} in the console. Sign in as that person to go on.`,
  signInTextWith: (person: string, provider: string) =>
    `This authorization was started by ${person}, who signs in here with ${provider}. Sign in with it to go on.`,
  signInTextAgain: (provider: string, email: string) =>
    `This gateway takes people who signed in with ${provider}. You are signed in as ${email} in another way: sign in with ${provider} to go on.`,
  signInTextProgram: (key: string) =>
    `A program with ${key} asks for it. An administrator of Postern decides that and finishes it: sign in as one to go on.`,
  signInTextAny: 'This authorization was started by an administrator. Sign in to go on.',
  wrongPersonTitle: 'This authorization is somebody else’s',
  wrongPersonText: (person: string, email: string) =>
    `${person} started it, and you are signed in as ${email}. Only ${person} can go on. Nothing was changed.`,
  wrongPersonTextProgram: (key: string, email: string) =>
    `A program with ${key} asks for it, which only an administrator can decide. You are signed in as ${email}. Nothing was changed.`,
  switchAccount: 'Sign in as somebody else',
  wrongPersonNext:
    'To get access yourself, start an authorization of your own: use “Authorize” on the target, or call the tool.',
} as const

/** Every state without a form, with what to do next. */
export const closedCopy: Record<Exclude<AuthorizationDescription['state'], 'open'>, { title: string; text: string }> = {
  spent: {
    title: 'This link was used already',
    text: 'A link works once. If you still need access, start again: call the tool once more, or use “Authorize” on the target.',
  },
  expired: {
    title: 'This link has expired',
    text: 'A link works for ten minutes. Start again to get a new one: call the tool once more, or use “Authorize” on the target.',
  },
  unknown: {
    title: 'This link is not known',
    text: 'It is not complete, or it was not made by this installation. Start again: call the tool once more, or use “Authorize” on the target.',
  },
}
