import { supportedMcpVersions, type CustomJwtAuthorizer } from '../../../lib/contracts/gateways.ts'
import type { DataplaneDeps } from '../../../lib/dataplane/index.ts'
import { Secret } from '../../../lib/kernel/secret.ts'
import { userKeyText, userLabel } from '../../../lib/kernel/principals.ts'

type GatewayRecord = NonNullable<Awaited<ReturnType<DataplaneDeps['gateways']['find']>>>
export type ServingTarget = Awaited<ReturnType<DataplaneDeps['targets']['serving']>>[number]
type Identity = DataplaneDeps['identity']
type TokenRequest = Parameters<Identity['resourceTokens']['obtain']>[0]
type TokenResult = Awaited<ReturnType<Identity['resourceTokens']['obtain']>>
type Verdict = Awaited<ReturnType<Identity['resourceTokens']['rejected']>>

export const gatewayRecord = (
  id: string,
  settings: Partial<GatewayRecord['settings']> = {},
  authorizer?: CustomJwtAuthorizer,
): GatewayRecord => ({
  id,
  name: id.slice(0, -11),
  settings: {
    roleArn: 'arn:aws:iam::000000000000:role/gateway',
    authorizerType: authorizer ? 'CUSTOM_JWT' : 'NONE',
    ...(authorizer && { authorizerConfiguration: { customJWTAuthorizer: authorizer } }),
    ...settings,
  },
  status: 'READY',
  statusReasons: [],
  version: 1,
  createdAt: 0,
  updatedAt: 0,
})

export const servingTarget = (
  name: string,
  endpoint: string,
  toolNames: string[],
  changes: Partial<ServingTarget> = {},
): ServingTarget => ({
  targetId: name.toUpperCase().padEnd(10, '0'),
  name,
  rowVersion: 1,
  endpoint,
  tools: toolNames.map((tool) => ({
    name: tool,
    json: JSON.stringify({ name: tool, description: `Does ${tool}.`, inputSchema: { type: 'object' } }),
  })),
  prompts: [],
  resources: [],
  templates: [],
  server: { capabilities: { tools: {} }, cache: {} },
  resourcePriority: 1_000,
  catalogueVersionId: `v-${toolNames.length}-${toolNames.join()}`,
  ...changes,
})

/** Gateways and targets in memory; `reads` counts what the data plane asked them. */
export function createGatewayRooms() {
  const records = new Map<string, GatewayRecord>()
  const serving = new Map<string, ServingTarget[]>()
  const reads = { count: 0 }
  const gateways: DataplaneDeps['gateways'] = {
    async find(id) {
      reads.count++
      return records.get(id)
    },
    all: async () => [...records.values()],
    supportedVersions: ({ settings }) => [
      ...(settings.protocolConfiguration?.mcp.supportedVersions ?? supportedMcpVersions),
    ],
  }
  /** What happens when a server says that its lists have changed. */
  const upstreamChanges: { heard: string[]; sync: (targetId: string) => void } = { heard: [], sync: () => undefined }
  const targets: DataplaneDeps['targets'] = {
    async serving(id) {
      reads.count++
      return serving.get(id) ?? []
    },
    async upstreamChanged(_, targetId) {
      upstreamChanges.heard.push(targetId)
      upstreamChanges.sync(targetId)
    },
  }
  return { records, serving, reads, upstreamChanges, gateways, targets }
}

interface Held {
  token: string
  version: number
  /** Due for renewal. */
  stale?: boolean
  /** What was asked for and what was given, where that is not what the target wants. */
  scopes?: string[]
  granted?: string[]
}

/** Connections by user in memory: who has one gets its token, who has none is asked for consent. */
export function createIdentityRoom(publicOrigin: string) {
  const connections = new Map<string, Held>()
  const requests: TokenRequest[] = []
  const rejections: number[] = []
  /** Who looked for a login that is there, and whether it could be renewed for him. */
  const looks: { sub: string; renew: boolean }[] = []
  const allowedReturnUrls: string[] = []
  /** What the room says when a server refused a token; by default a renewal has been made. */
  const state: { verdict: Verdict; unavailable: string | undefined; holdsConsents: boolean } = {
    verdict: 'retry',
    unavailable: undefined,
    holdsConsents: false,
  }
  /** Consents whose end was waited for, and those that a client left; `settle` ends the last one. */
  const waiting: string[] = []
  const left: string[] = []
  const settle: { current?: (end: 'done' | 'ended' | 'waiting') => void } = {}

  const consent = (request: TokenRequest): TokenResult => ({
    kind: 'consent',
    authorizationUrl: `${publicOrigin}/api/identities/oauth2/authorize?request_uri=urn%3A${userLabel(request.user)}`,
    sessionUri: 'urn:ietf:params:oauth:request_uri:start',
    elicitationId: '3f0e9a52-6e0c-4a66-9f6a-0a8f7e1c2d3b',
    expiresAt: Date.UTC(2026, 10, 24, 12, 34),
  })
  const identity: Identity = {
    workloads: { allowsReturnUrl: async (_, url) => allowedReturnUrls.includes(url) },
    resourceTokens: {
      // Nothing is in memory here: every call asks `obtain`.
      atHand: () => undefined,
      async obtain(request) {
        requests.push(request)
        if (state.unavailable !== undefined)
          return { kind: 'unavailable', message: state.unavailable, retryAfterSeconds: 5 }
        const held = connections.get(userKeyText(request.user))
        const asked = held?.scopes ?? request.scopes
        const covered = (request.extraScopes ?? []).every((scope) => asked.includes(scope))
        if (!held || !covered || request.forceAuthentication) return consent(request)
        const { workloadName, user, providerName, scopes } = request
        return {
          kind: 'token',
          accessToken: new Secret(held.token),
          connectionVersion: held.version,
          key: { workloadName, user, providerName, scopes },
          askedScopes: held.scopes ?? scopes,
          grantedScopes: held.granted ?? held.scopes ?? scopes,
        }
      },
      async held({ user }, { renew }) {
        looks.push({ sub: userLabel(user), renew })
        const held = connections.get(userKeyText(user))
        return held && (renew || !held.stale) ? new Secret(held.token) : undefined
      },
      async rejected(key, version) {
        rejections.push(version)
        const held = connections.get(userKeyText(key.user))
        if (state.verdict === 'retry' && held)
          connections.set(userKeyText(key.user), { ...held, token: `${held.token}+`, version: version + 1 })
        if (state.verdict === 'consent') connections.delete(userKeyText(key.user))
        return state.verdict
      },
    },
    authorizations: {
      settled(elicitationId, { signal }) {
        waiting.push(elicitationId)
        return new Promise((resolve) => {
          const leave = () => {
            left.push(elicitationId)
            resolve('waiting')
          }
          settle.current = resolve
          signal?.addEventListener('abort', leave)
          if (!state.holdsConsents) resolve('waiting')
        })
      },
    },
  }
  const connect = (iss: string, sub: string, token: string, more: Partial<Held> = {}) =>
    connections.set(userKeyText({ kind: 'jwt', iss, sub }), { token, version: 1, ...more })
  return { identity, connect, waiting, left, settle, requests, looks, rejections, allowedReturnUrls, state }
}
