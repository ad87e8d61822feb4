import { clientSetupCopy as copy } from './client-setup-copy.ts'
import type { Place, Way } from './place.ts'
import {
  bearer,
  bridge,
  command,
  curlCommand,
  cursorLink,
  gooseLink,
  json,
  secretVariable,
  signer,
  vscodeLink,
} from './snippets.ts'

/** One thing to do: open the client by a link, run a command, put text into a file, or do what the words say. */
export type Step =
  | { kind: 'link'; label: string; href: string }
  | { kind: 'command'; text: string; why: string }
  | { kind: 'file'; path: string; text: string }
  | { kind: 'words'; text: string }

export interface Client {
  id: string
  label: string
  /** How it names itself to servers (`clientInfo.name`); lower case. */
  names: readonly string[]
  /** By what it declares when it connects (URL elicitation or not): its own dialog, or a link in the tool's answer. */
  consent: 'dialog' | 'link'
  /** Where a provider must send people back to, for a client that is registered there by hand. */
  redirects?: readonly string[]
  steps(place: Place): Step[]
}

const link = (label: string, href: string): Step => ({ kind: 'link', label, href })
const run = (why: string, ...lines: readonly string[]): Step => ({ kind: 'command', why, text: lines.join('\n') })
const file = (path: string, text: string): Step => ({ kind: 'file', path, text })
const say = (text: string): Step => ({ kind: 'words', text })

const isSigned = ({ way }: Place) => way === 'signature'
/** For clients that can have no client ID of their own: whoever uses them brings a token. */
const needsToken = ({ way }: Place) => way === 'own-provider' || way === 'key'
const isKey = ({ way }: Place) => way === 'key'
/** How to put it in, where it stands in a file or a command. */
const putIn = (place: Place) => say(isKey(place) ? copy.key : copy.token)
const headersOf = (place: Place) => ({ headers: { Authorization: bearer(place) } })
const only = (condition: boolean, ...steps: readonly Step[]): readonly Step[] => (condition ? steps : [])
const signsIn = (way: Way) => way === 'sign-in' || way === 'own-provider'

/** Asked for once by a field that hides it, and kept by VS Code; no file holds it. */
const vscodeWithKey = ({ name, url }: Place) => ({
  inputs: [{ type: 'promptString', id: 'postern-api-key', description: `API key of ${name}`, password: true }],
  servers: { [name]: { type: 'http', url, headers: { Authorization: 'Bearer ${input:postern-api-key}' } } },
})

/**
 * What each client takes, November 2026. The sources of names and of what clients declare: npm mcp-client-capabilities
 * 0.0.14 and each client's own documentation.
 */
export const clients: readonly Client[] = [
  {
    id: 'vscode',
    label: 'VS Code',
    names: ['visual studio code', 'visual-studio-code'],
    consent: 'dialog',
    redirects: ['http://127.0.0.1:33418', 'https://vscode.dev/redirect'],
    steps(place) {
      if (isKey(place)) return [file('.vscode/mcp.json', json(vscodeWithKey(place))), say(copy.asksForKey)]
      const server = isSigned(place) ? { type: 'stdio', ...signer(place) } : { type: 'http', url: place.url }
      return [
        link(copy.open('VS Code'), vscodeLink(place.name, server)),
        file('.vscode/mcp.json', json({ servers: { [place.name]: server } })),
        ...only(place.way === 'own-provider', say(copy.asksForClientId(place.clientId))),
      ]
    },
  },
  {
    id: 'cursor',
    label: 'Cursor',
    names: ['cursor-vscode', 'cursor'],
    consent: 'link',
    redirects: ['http://localhost:8787/callback', 'cursor://anysphere.cursor-mcp/oauth/callback'],
    steps(place) {
      const auth = place.way === 'own-provider' && { auth: { CLIENT_ID: place.clientId } }
      if (isKey(place)) {
        const settings = { mcpServers: { [place.name]: { url: place.url, ...headersOf(place) } } }
        return [file('~/.cursor/mcp.json', json(settings)), putIn(place)]
      }
      const server = isSigned(place) ? signer(place) : { url: place.url, ...auth }
      return [
        link(copy.open('Cursor'), cursorLink(place.name, server)),
        file('~/.cursor/mcp.json', json({ mcpServers: { [place.name]: server } })),
      ]
    },
  },
  {
    id: 'claude-code',
    label: 'Claude Code',
    names: ['claude-code'],
    consent: 'link',
    redirects: ['http://localhost:8765/callback'],
    steps(place) {
      const { command: program, args } = signer(place)
      const header = isKey(place) ? ['--header', `Authorization: ${bearer(place)}`] : []
      const own = place.way === 'own-provider' ? ['--client-id', place.clientId, '--callback-port', '8765'] : []
      const add = isSigned(place)
        ? command('claude', 'mcp', 'add', place.name, '--', program, ...args)
        : command('claude', 'mcp', 'add', '--transport', 'http', ...own, place.name, place.url, ...header)
      return [
        run(copy.terminal, add),
        ...only(signsIn(place.way), say(copy.claudeCodeSignIn(place.name))),
        ...only(isKey(place), putIn(place)),
      ]
    },
  },
  {
    id: 'claude-desktop',
    label: 'Claude Desktop',
    names: ['claude-ai', 'claude ai', 'claude desktop'],
    consent: 'link',
    redirects: ['https://claude.ai/api/mcp/auth_callback'],
    steps(place) {
      const server = isSigned(place) ? signer(place) : bridge(place)
      return [
        ...only(place.isPublic && !isSigned(place) && !isKey(place), say(copy.connector(place.url))),
        file('claude_desktop_config.json', json({ mcpServers: { [place.name]: server } })),
        say(isSigned(place) ? copy.restart('Claude Desktop') : isKey(place) ? copy.bridgeWithKey : copy.bridge),
      ]
    },
  },
  {
    id: 'codex',
    label: 'Codex',
    names: ['codex-mcp-client', 'codex'],
    consent: 'link',
    steps(place) {
      const { command: program, args } = signer(place)
      const add = ['codex', 'mcp', 'add', place.name]
      if (isSigned(place)) return [run(copy.terminal, command(...add, '--', program, ...args))]
      const token = needsToken(place) ? ['--bearer-token-env-var', secretVariable(place)] : []
      const toml = [`[mcp_servers.${place.name}]`, `url = "${place.url}"`]
      return [
        run(
          copy.terminal,
          command(...add, '--url', place.url, ...token),
          ...(place.way === 'sign-in' ? [command('codex', 'mcp', 'login', place.name)] : []),
        ),
        file(
          '~/.codex/config.toml',
          [...toml, ...(needsToken(place) ? [`bearer_token_env_var = "${secretVariable(place)}"`] : [])].join('\n'),
        ),
        ...only(needsToken(place), say(isKey(place) ? copy.keyInVariable : copy.tokenInVariable)),
      ]
    },
  },
  {
    id: 'gemini-cli',
    label: 'Gemini CLI',
    names: ['gemini-cli-mcp-client', 'gemini-cli'],
    consent: 'link',
    redirects: ['http://localhost:7777/oauth/callback'],
    steps(place) {
      const oauth = place.way === 'own-provider' && { oauth: { enabled: true, clientId: place.clientId } }
      const key = isKey(place) && headersOf(place)
      const server = isSigned(place) ? signer(place) : { httpUrl: place.url, ...oauth, ...key }
      const add = command('gemini', 'mcp', 'add', '--transport', 'http', place.name, place.url)
      return [
        ...only(place.way === 'sign-in' || place.way === 'nothing', run(copy.terminal, add)),
        file('~/.gemini/settings.json', json({ mcpServers: { [place.name]: server } })),
        ...only(signsIn(place.way), say(copy.geminiSignIn(place.name))),
        ...only(isKey(place), putIn(place)),
      ]
    },
  },
  {
    id: 'windsurf',
    label: 'Windsurf',
    names: ['windsurf-client', 'windsurf'],
    consent: 'link',
    steps(place) {
      const headers = needsToken(place) && headersOf(place)
      const server = isSigned(place) ? signer(place) : { serverUrl: place.url, ...headers }
      return [
        file('~/.codeium/windsurf/mcp_config.json', json({ mcpServers: { [place.name]: server } })),
        ...only(needsToken(place), putIn(place)),
      ]
    },
  },
  {
    id: 'goose',
    label: 'Goose',
    names: ['goose', 'goose-desktop', 'goose-cli'],
    consent: 'link',
    steps(place) {
      const { command: program, args } = signer(place)
      const about = [['id', place.name] as const, ['name', place.name] as const]
      const title = ['description', copy.gooseDescription] as const
      if (isSigned(place))
        return [
          link(
            copy.open('Goose'),
            gooseLink([['cmd', program], ...args.map((arg) => ['arg', arg] as const), ...about, title]),
          ),
        ]
      const kind = ['type', 'streamable_http'] as const
      const yaml = ['extensions:', `  ${place.name}:`, '    enabled: true', `    name: ${place.name}`]
      const headers = ['    headers:', `      Authorization: ${bearer(place)}`]
      return [
        ...only(!needsToken(place), link(copy.open('Goose'), gooseLink([kind, ['url', place.url], ...about, title]))),
        file(
          '~/.config/goose/config.yaml',
          [
            ...yaml,
            '    type: streamable_http',
            `    uri: ${place.url}`,
            '    timeout: 300',
            ...(needsToken(place) ? headers : []),
          ].join('\n'),
        ),
        ...only(needsToken(place), putIn(place)),
      ]
    },
  },
  {
    id: 'inspector',
    label: 'MCP Inspector',
    names: ['mcp-inspector', 'inspector', 'inspector-client', 'mcpdo'],
    consent: 'dialog',
    redirects: ['http://127.0.0.1:6276/oauth/callback'],
    steps(place) {
      const { command: program, args } = signer(place)
      const npx = ['npx', '-y', '@modelcontextprotocol/inspector']
      const header = isKey(place) ? ['--header', `Authorization: ${bearer(place)}`] : []
      if (isSigned(place)) return [run(copy.terminal, command(...npx, program, ...args))]
      return [
        run(copy.inspectorPage, command(...npx)),
        say(copy.inspector(place.url)),
        ...only(isKey(place), say(copy.inspectorKey)),
        run(
          copy.inspectorTerminal,
          command('npx', '-y', '-p', '@modelcontextprotocol/inspector', 'mcpdo', 'connect', place.url, ...header),
        ),
        ...only(place.way === 'own-provider', say(copy.asksForClientId(place.clientId))),
      ]
    },
  },
  {
    id: 'curl',
    label: 'curl',
    names: ['curl', ''],
    consent: 'link',
    steps: (place) => [
      ...only(signsIn(place.way), say(place.way === 'sign-in' ? copy.curlToken : copy.curlOwnToken)),
      ...only(isKey(place), say(copy.curlKey)),
      run(copy.curlList, curlCommand(place, 'tools/list')),
      run(copy.curlCall, curlCommand(place, 'tools/call')),
    ],
  },
]
