import type { CustomJwtAuthorizer } from '../contracts/gateways.ts'
import { gatewayUrl, type GatewayRecord } from '../gateways/index.ts'
import type { ServingTarget } from './rooms.ts'
import { prepareToolList } from './tool-list.ts'
import { addressOf, type UpstreamAddress } from './upstream/address.ts'
import { wiresOf, type WireRevision } from './wire/index.ts'

const defaultSessionSeconds = 3_600

/** Which tool of which target a name on this gateway means. */
export interface ToolRoute {
  target: ServingTarget
  /** The MCP server's own name of it. */
  toolName: string
  /** The target's endpoint, taken apart for undici. */
  address: UpstreamAddress
}

export type InboundDoor =
  { kind: 'jwt'; authorizer: CustomJwtAuthorizer } | { kind: 'iam' } | { kind: 'open' } | { kind: 'closed' }

/** Everything a call needs to know of its gateway, worked out once per change and then only read. */
export interface GatewayView {
  id: string
  name: string
  description: string | undefined
  instructions: string | undefined
  url: string
  metadataUrl: string
  door: InboundDoor
  /** For the challenge and the metadata: what clients should ask the issuer for. */
  advertisedScopes: readonly string[]
  /** Offered revisions, oldest first. */
  wires: readonly WireRevision[]
  sessionMs: number
  /** Answers may tell technical causes. */
  debug: boolean
  routes: ReadonlyMap<string, ToolRoute>
  /** A whole `tools/list` answer but for its id and the closing brace. */
  toolList: Buffer
}

export function buildView(
  gateway: GatewayRecord,
  targets: readonly ServingTarget[],
  place: { publicOrigin: string; supportedVersions: readonly string[] },
): GatewayView {
  const { settings } = gateway
  const mcp = settings.protocolConfiguration?.mcp
  const routes = new Map<string, ToolRoute>()
  for (const target of targets) {
    const address = addressOf(target.endpoint)
    for (const tool of target.tools)
      routes.set(`${target.name}___${tool.name}`, { target, toolName: tool.name, address })
  }
  return {
    id: gateway.id,
    name: gateway.name,
    description: settings.description,
    instructions: mcp?.instructions,
    url: gatewayUrl(place.publicOrigin, gateway.id),
    metadataUrl: `${place.publicOrigin}/.well-known/oauth-protected-resource/gateways/${gateway.id}/mcp`,
    door: doorOf(gateway),
    advertisedScopes: advertised(settings.authorizerConfiguration?.customJWTAuthorizer),
    wires: wiresOf(place.supportedVersions),
    sessionMs: (mcp?.sessionConfiguration?.sessionTimeoutInSeconds ?? defaultSessionSeconds) * 1000,
    debug: settings.exceptionLevel === 'DEBUG',
    routes,
    toolList: prepareToolList(targets),
  }
}

function doorOf({ settings }: GatewayRecord): InboundDoor {
  const authorizer = settings.authorizerConfiguration?.customJWTAuthorizer
  switch (settings.authorizerType) {
    case 'CUSTOM_JWT':
      return authorizer ? { kind: 'jwt', authorizer } : { kind: 'closed' }
    case 'AWS_IAM':
      return { kind: 'iam' }
    case 'NONE':
      return { kind: 'open' }
    case 'AUTHENTICATE_ONLY':
      return { kind: 'closed' }
  }
}

function advertised(authorizer: CustomJwtAuthorizer | undefined): string[] {
  const mapping = new Map(Object.entries(authorizer?.advertisedScopeMapping ?? {}))
  return (authorizer?.allowedScopes ?? []).map((scope) => mapping.get(scope) ?? scope)
}
