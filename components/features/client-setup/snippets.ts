import type { Place } from './place.ts'
import { modernRevision, words } from './place.ts'

export const json = (value: unknown): string => JSON.stringify(value, undefined, 2)

/** For a POSIX shell: one word, whatever is in it. */
export const quoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`

export const command = (...parts: readonly string[]): string => parts.map(quoted).join(' ')

/** What a person puts in: a token of his provider, or a key of this gateway. */
export const bearer = ({ way }: Pick<Place, 'way'>) => `Bearer ${way === 'key' ? words.key : words.token}` as const

/** The environment variable that a client reads it from. */
export const secretVariable = ({ way }: Pick<Place, 'way'>) => (way === 'key' ? 'POSTERN_API_KEY' : 'POSTERN_TOKEN')

/** A local program that signs what passes through it: no client below signs requests itself. */
export const signer = ({ url, region }: Place) => ({
  command: 'uvx',
  args: ['mcp-proxy-for-aws@latest', url, '--service', 'bedrock-agentcore', '--region', region],
})

/** mcp-remote stands between a client of local servers and the gateway, and signs its person in by itself. */
export function bridge({ url, way, clientId }: Place) {
  const { protocol, hostname } = new URL(url)
  const isPlain = protocol === 'http:' && !['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  const info = way === 'own-provider' ? ['--static-oauth-client-info', JSON.stringify({ client_id: clientId })] : []
  const args = ['-y', 'mcp-remote', url, ...(isPlain ? ['--allow-http'] : []), ...info]
  if (way !== 'key') return { command: 'npx', args }
  // A space inside an argument is lost on some systems (mcp-remote's README), so the value comes from the environment.
  return {
    command: 'npx',
    args: [...args, '--header', 'Authorization:${AUTHORIZATION}'],
    env: { AUTHORIZATION: bearer({ way }) },
  }
}

/** `vscode:mcp/install?` and the server's settings as percent-encoded JSON (code.visualstudio.com, MCP developer guide). */
export const vscodeLink = (name: string, server: object): string =>
  `vscode:mcp/install?${encodeURIComponent(JSON.stringify({ name, ...server }))}`

/** The settings as base64 of JSON (cursor.com, MCP install links). Everything in them is ASCII. */
export const cursorLink = (name: string, server: object): string =>
  `cursor://anysphere.cursor-deeplink/mcp/install?name=${encodeURIComponent(name)}&config=${encodeURIComponent(btoa(JSON.stringify(server)))}`

/** goose's documentation, "Using extensions": values are percent-encoded, a space is %20; `arg` may be repeated. */
export function gooseLink(parameters: readonly (readonly [string, string])[]): string {
  return `goose://extension?${parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}`
}

const clientInfo = { name: 'curl', version: '1' }
const toolName = 'TARGET___TOOL'

/** One request with all about itself, as the newest revision has it; older ones say less, and no client's name. */
export function curlCommand(place: Place, method: 'tools/list' | 'tools/call'): string {
  const params = method === 'tools/call' ? { name: toolName, arguments: {} } : {}
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': modernRevision,
    'io.modelcontextprotocol/clientInfo': clientInfo,
    'io.modelcontextprotocol/clientCapabilities': {},
  }
  const message = { jsonrpc: '2.0', id: 1, method, params: place.speaksModern ? { ...params, _meta } : params }
  const headers = [
    'Content-Type: application/json',
    'Accept: application/json, text/event-stream',
    ...(place.speaksModern ? [`MCP-Protocol-Version: ${modernRevision}`, `Mcp-Method: ${method}`] : []),
    ...(place.speaksModern && method === 'tools/call' ? [`Mcp-Name: ${toolName}`] : []),
  ]
  const proof = {
    'sign-in': ['-H "Authorization: Bearer $TOKEN"'],
    'own-provider': ['-H "Authorization: Bearer $TOKEN"'],
    signature: [
      `--aws-sigv4 ${quoted(`aws:amz:${place.region}:bedrock-agentcore`)}`,
      '--user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"',
    ],
    key: ['-H "Authorization: Bearer $POSTERN_API_KEY"'],
    nothing: [],
  }[place.way]
  return [
    `curl ${quoted(place.url)}`,
    ...proof,
    ...headers.map((header) => `-H ${quoted(header)}`),
    `-d ${quoted(JSON.stringify(message))}`,
  ].join(' \\\n  ')
}
