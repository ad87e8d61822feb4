import type { Place, Way } from './place.ts'

/** What is said of each way to prove oneself, whatever the client. */
const signIn: Record<Way | 'through-provider', { title: string; text: string }> = {
  'sign-in': {
    title: 'Sign-in: built-in',
    text: 'The client needs the URL and nothing else. It opens the browser, its person signs in at Postern and allows it.',
  },
  'through-provider': {
    title: 'Sign-in: through your company’s provider',
    text: 'The client needs the URL and nothing else. It opens the browser, which goes to the company’s sign-in; back at Postern its person sees which client asks and allows it.',
  },
  'own-provider': {
    title: 'Sign-in: your identity provider',
    text: 'The client brings an access token of that provider.',
  },
  signature: {
    title: 'Sign-in: AWS IAM',
    text: 'Each request is signed with an access key of this installation. No client below signs by itself; the program mcp-proxy-for-aws, which needs uv, does it with the AWS profile of whoever starts the client.',
  },
  key: {
    title: 'Sign-in: API keys',
    text: 'The client brings a key of this gateway, which an administrator makes on the gateway’s page. Everyone who uses the key is the same caller.',
  },
  nothing: {
    title: 'Sign-in: none',
    text: 'Whoever reaches the URL may call. The client brings nothing.',
  },
}

export const signInWords = ({ way, throughProvider }: Pick<Place, 'way' | 'throughProvider'>) =>
  signIn[throughProvider ? 'through-provider' : way]

export const clientSetupCopy = {
  title: 'Connect a client',
  description: (gateway: string) => `Add ${gateway} to an MCP client, then see its first call arrive.`,
  choose: 'Client',
  add: (client: string) => `Set up ${client}`,
  endpoint: 'Endpoint URL',
  clientId: 'Client ID',
  registered:
    'The URL alone is enough where that provider lets clients register themselves. Elsewhere its administrator registers the client with these redirect addresses, and the client is given the client ID from there.',
  redirects: 'Redirect addresses to register',
  file: (path: string) => `In ${path}`,
  open: (client: string) => `Add to ${client}`,
  terminal: 'In a terminal',
  asksForClientId: (id: string) => `Where it asks for a client ID, give ${id}.`,
  claudeCodeSignIn: (name: string) => `In Claude Code type /mcp, choose ${name} and Authenticate.`,
  geminiSignIn: (name: string) => `In Gemini CLI type /mcp auth ${name}.`,
  connector: (url: string) =>
    `Settings, Connectors, Add custom connector: give ${url}. Anthropic’s servers call it, so they must be able to reach it. Or, from this machine alone:`,
  bridge: 'Needs Node.js: mcp-remote signs in and passes the calls on. Restart Claude Desktop afterwards.',
  restart: (client: string) => `Restart ${client} afterwards.`,
  token: 'Replace YOUR_TOKEN by an access token of your identity provider. When it has expired, put a new one there.',
  tokenInVariable: 'It reads an access token of your identity provider from the environment variable POSTERN_TOKEN.',
  key: 'Replace YOUR_API_KEY by a key of this gateway. Keep the file or command out of what others can read.',
  keyInVariable: 'It reads a key of this gateway from the environment variable POSTERN_API_KEY.',
  asksForKey: 'VS Code asks for the key when it starts the server, and keeps it where nobody reads it.',
  bridgeWithKey:
    'Needs Node.js: mcp-remote passes the calls on with the key. Replace YOUR_API_KEY by a key of this gateway and restart Claude Desktop afterwards.',
  inspectorKey: 'Add the header Authorization with Bearer and a key of this gateway.',
  curlKey: 'Put a key of this gateway into POSTERN_API_KEY.',
  gooseDescription: 'Tools behind one gateway',
  inspectorPage: 'The page in the browser',
  inspector: (url: string) => `Choose Streamable HTTP, give ${url} and connect.`,
  inspectorTerminal: 'Or in a terminal, with Node.js 22.19 or newer',
  curlToken:
    'curl cannot sign in. Put an API key of this gateway into TOKEN, or an access token: one that another client got, or one of the device flow of a client that an administrator registered.',
  curlOwnToken:
    'curl cannot sign in. Put an API key of this gateway or an access token of your identity provider into TOKEN.',
  curlList: 'List the tools',
  curlCall: 'Call one: put its name in for TARGET___TOOL',
  consent: {
    title: 'At a consent',
    dialog: (client: string) =>
      `${client} shows a dialog with the address of the consent page; its person opens it, agrees, and the call goes on.`,
    link: (client: string) =>
      `${client} has no dialog for it: the tool’s answer is a text with a link. Its person opens that, agrees, and the call completes when it is made again.`,
    program: (client: string) =>
      `A target that acts in its callers’ name wants an account for the key. ${client} shows a link; an administrator of Postern opens it, signs in to the account that the program is to use, and from then on everyone who uses the key acts with that.`,
    never: 'Nobody is asked: without a signed-in person this gateway has no targets that want each person’s consent.',
  },
  check: {
    title: 'First call',
    waiting: (client: string) => `Waiting for the first call from ${client}`,
    waitingHint: 'Ask it to use one of the gateway’s tools. This page looks every two seconds.',
    arrived: (client: string) => `The first call from ${client} arrived`,
    other: (name: string) => `A call came from a client that names itself ${name}.`,
    otherUnnamed: 'A call came from a client that does not name itself.',
    tick: 'its call arrived',
  },
} as const
