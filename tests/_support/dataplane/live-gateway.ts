import { supportedMcpVersions } from '../../../lib/contracts/gateways.ts'
import type { ChangeBus } from '../../../lib/platform/changes.ts'
import { createTestGateway, gatewayId, type Answer } from './gateway.ts'
import { gatewayRecord, type ServingTarget } from './rooms.ts'
import { openEvents } from './stream-client.ts'

export const acceptBoth = { accept: 'application/json, text/event-stream' }

/** What a server of everything says about itself. */
export const ableServer: ServingTarget['server'] = {
  capabilities: {
    tools: { listChanged: true },
    prompts: { listChanged: true },
    resources: { subscribe: true, listChanged: true },
    completions: {},
    logging: {},
  },
  cache: {},
}

const mcp = {
  supportedVersions: [...supportedMcpVersions],
  sessionConfiguration: { sessionTimeoutInSeconds: 900 },
  streamingConfiguration: { enableResponseStreaming: true },
}

/** A gateway with sessions and streams; `change` alters its configuration, `signIn` wants tokens. */
export async function createLiveGateway(
  targets: ServingTarget[],
  {
    limits = {},
    change = {},
    signIn = false,
    key,
    changes,
  }: { limits?: object; change?: object; signIn?: boolean; key?: string; changes?: ChangeBus } = {},
) {
  const gateway = await createTestGateway(limits, key, changes)
  const settings = { protocolConfiguration: { mcp: { ...mcp, ...change } } }
  const authorizer = signIn ? gateway.issuer.authorizer() : undefined
  gateway.rooms.records.set(gatewayId, gatewayRecord(gatewayId, settings as never, authorizer))
  gateway.rooms.serving.set(gatewayId, targets)

  const json = { 'content-type': 'application/json' }
  /** A POST whose answer is read as events. */
  const stream = (body: unknown, headers: Record<string, string> = {}) =>
    openEvents(gateway.url, {
      method: 'POST',
      headers: { ...json, ...acceptBoth, ...headers },
      body: JSON.stringify(body),
    })
  const listen = (headers: Record<string, string>) =>
    openEvents(gateway.url, { headers: { accept: 'text/event-stream', ...headers } })
  const post = async (body: unknown, headers: Record<string, string> = {}) => {
    const response = await gateway.send(body, { ...acceptBoth, ...headers })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: (text ? JSON.parse(text) : undefined) as Answer }
  }
  const answer = (id: unknown, result: unknown, headers: Record<string, string>) =>
    post({ jsonrpc: '2.0', id, result }, headers)
  return { ...gateway, stream, listen, post, answer }
}

export const callOf = (name: string, id: unknown = 'c1', more: object = {}) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: {}, ...more },
})
