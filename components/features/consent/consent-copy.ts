import { gatewayScope } from '../../../lib/contracts/mcp-clients.ts'

export const consentCopy = {
  title: 'Allow access',
  heading: (client: string) => `Allow ${client}?`,
  lead: 'This application asks to use a gateway in your name. It gets nothing until you allow it.',
  client: 'Application',
  host: 'Described at',
  redirect: 'Your answer goes to',
  terminal: 'The terminal or device that showed you the code',
  gateway: 'Gateway',
  scopes: 'It may',
  expires: 'Answer within',
  allow: 'Allow',
  deny: 'Do not allow',
  throughTitle: (provider: string) => `Sign in with ${provider}`,
  throughText: ({ client, gateway, provider }: { client: string; gateway: string; provider: string }) =>
    `${client} asks to use the gateway ${gateway}, which takes people who sign in with ${provider}. You decide about it afterwards.`,
  throughFailed: 'You are not signed in',
  signedInOtherwise: (email: string) =>
    `You are signed in as ${email} in another way, which does not count here. Signing in with the provider ends that session.`,
  goneTitle: 'Nobody can sign in here now',
  goneText: (gateway: string) =>
    `The gateway ${gateway} takes people of one sign-in provider, which was turned off or removed. Ask an administrator of Postern.`,
  signedInWith: (email: string, provider: string) => `You are signed in as ${email}, with ${provider}.`,
  signedInAs: (email: string) => `You are signed in as ${email}.`,
  switchAccount: 'Sign in as somebody else',
  unverified:
    'This application registered itself and nobody has checked its name. Allow it only if you started it yourself a moment ago.',
  loopback:
    'The answer goes to a program on your own computer, and Postern cannot tell which one. Allow it only if you have just started the sign-in in that program.',
  terminalWarning:
    'Allow it only if you typed the code from your own screen. If somebody sent you the code or this link, do not allow it: they would act in your name.',
  closedTitle: 'This request is over',
  closedText:
    'It was answered already, took longer than ten minutes, or the gateway is gone. Start the sign-in again in the application.',
} as const

/** What a scope lets the application do. */
export const scopeWords: Readonly<Record<string, string>> = {
  [gatewayScope]: 'Use the tools of this gateway in your name',
  openid: 'Know which account is yours',
  email: 'See your e-mail address',
  offline_access: 'Stay signed in while you are away',
}
