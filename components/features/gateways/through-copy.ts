/** Of a gateway whose people sign in at a company's identity provider, with Postern in front of it. */
export const throughCopy = {
  offerTitle: 'MCP clients cannot register at this provider',
  offerText:
    'Let Postern register them and sign people in there: clients then need the gateway’s URL and nothing else.',
  offer: 'Put Postern in front',
  provider: 'Sign-in provider',
  providerHint: 'Only who signs in with it comes in. A password here or another provider is not enough.',
  choose: 'Choose one',
  option: (name: string, issuer: string) => `${name} (${issuer})`,
  gone: (id: string) => `${id} (removed)`,
  off: (name: string) =>
    `${name} is turned off: nobody can sign in until it is turned on again under Settings, Sign-in.`,
  add: 'Add a provider',
  newLegend: 'New sign-in provider',
  newHint: 'Register Postern there as a web application with the redirect URL below, then enter what you are given.',
  name: 'Name on the button',
  issuer: 'Issuer',
  issuerHint: 'As the provider writes it, without /.well-known/openid-configuration.',
  callback: 'Redirect URL to register there',
  callbackHint: 'It follows the name above.',
  clientId: 'Client ID',
  clientSecret: 'Client secret',
  clientSecretHint: 'Kept sealed; it is never shown again.',
  whoMayJoin: 'Who may come',
  whoMayJoinHint:
    'Let anybody come where the provider signs in your company’s people alone. At Google that needs the audience Internal; otherwise it is everyone with an account.',
  who: { invited: 'Invited people only', anybody: 'Anybody whom the provider lets in' },
  submit: 'Add this provider',
  nobody: (provider: string) =>
    `Nobody can sign in at this gateway: its sign-in provider ${provider} was removed or is turned off.`,
} as const
