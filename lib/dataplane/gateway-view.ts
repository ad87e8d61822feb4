import type { CustomJwtAuthorizer } from '../contracts/gateways.ts'
import { gatewayUrl, type GatewayRecord } from '../gateways/index.ts'
import { catalogueDigest, createCatalogues, type Catalogues } from './catalogue/catalogue.ts'
import type { Cursors } from './catalogue/cursors.ts'
import type { Naming } from './catalogue/naming.ts'
import type { ServingTarget } from './rooms.ts'
import { addressOf, type UpstreamAddress } from './upstream/address.ts'
import { parameterHeadersOf, wiresOf, type ParameterHeader, type WireRevision } from './wire/index.ts'

const defaultSessionSeconds = 3_600

/** Which tool of which target a name on this gateway means. */
export interface ToolRoute {
  target: ServingTarget
  /** The MCP server's own name of it. */
  toolName: string
  /** The target's endpoint, taken apart for undici. */
  address: UpstreamAddress
  /** Arguments that are repeated in headers. */
  parameterHeaders: readonly ParameterHeader[]
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
  routes(naming: Naming): ReadonlyMap<string, ToolRoute>
  /** What lists and searches answer. */
  catalogues: Catalogues
}

export function buildView(
  gateway: GatewayRecord,
  targets: readonly ServingTarget[],
  place: { publicOrigin: string; supportedVersions: readonly string[]; cursors: Cursors },
  /** The view before this one: what it made of the same catalogue versions is kept. */
  previous?: GatewayView,
): GatewayView {
  const { settings } = gateway
  const mcp = settings.protocolConfiguration?.mcp
  const source = {
    gatewayId: gateway.id,
    targets,
    unpaged: mcp?.disableMcpListToolsPagination ?? false,
    searchable: mcp?.searchType === 'SEMANTIC',
  }
  const unchanged = previous?.catalogues.digest === catalogueDigest(source)
  const catalogues = unchanged ? previous.catalogues : createCatalogues(source, place.cursors)
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
    routes: routesOf(targets, catalogues),
    catalogues,
  }
}

/** Routes lead to the targets as they are now, also where their names were worked out for an earlier view. */
function routesOf(targets: readonly ServingTarget[], catalogues: Catalogues): GatewayView['routes'] {
  const made = new Map<Naming, ReadonlyMap<string, ToolRoute>>()
  const make = (naming: Naming) => {
    const ways = new Map(targets.map((target) => [target.name, { target, address: addressOf(target.endpoint) }]))
    const routes = new Map<string, ToolRoute>()
    for (const { name, fullName, targetName, tool } of catalogues.of(naming).tools) {
      const way = ways.get(targetName)
      if (!way) continue
      const route = { ...way, toolName: tool.name, parameterHeaders: parameterHeadersOf(tool.json) }
      routes.set(name, route)
      if (fullName !== undefined) routes.set(fullName, route)
    }
    made.set(naming, routes)
    return routes
  }
  return (naming) => made.get(naming) ?? make(naming)
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
