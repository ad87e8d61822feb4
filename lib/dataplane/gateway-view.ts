import type { CustomJwtAuthorizer } from '../contracts/gateways.ts'
import { gatewayUrl, type GatewayRecord } from '../gateways/index.ts'
import { capabilitiesOf } from './catalogue/capabilities.ts'
import {
  catalogueDigest,
  createCatalogues,
  type Catalogues,
  type ItemList,
  type NamedList,
} from './catalogue/catalogue.ts'
import type { Cursors } from './catalogue/cursors.ts'
import type { Digests } from './catalogue/digests.ts'
import type { Naming } from './catalogue/naming.ts'
import type { ItemKind, ServingTarget } from './rooms.ts'
import { createRoutes, type Routes } from './routes.ts'
import { wiresOf, type WireRevision } from './wire/index.ts'

export type { ItemRoute, TargetRoute, ToolRoute } from './routes.ts'

const defaultSessionSeconds = 3_600

export type InboundDoor =
  | { kind: 'jwt'; authorizer: CustomJwtAuthorizer }
  | { kind: 'iam' }
  /** API keys and nothing else; the other doors but `open` take them as well. */
  | { kind: 'key' }
  | { kind: 'open' }
  | { kind: 'closed' }

/** Everything a call needs to know of its gateway, worked out once per change and then only read. */
export interface GatewayView extends Routes {
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
  /** Answers may come as a stream (`enableResponseStreaming`). */
  streaming: boolean
  /** `sessionConfiguration` is given: requests of older revisions need a session. */
  sessions: boolean
  /** What the servers behind the gateway can do, together. */
  capabilities: Record<string, Record<string, true>>
  /** Which of them changed tells whose `list_changed` is due. */
  digests: Digests
  tools(naming: Naming): NamedList
  list(kind: ItemKind, naming: Naming): ItemList
  /** What the next view may keep of this one. */
  catalogues: Catalogues
  /** The targets that it was narrowed to; undefined: it has all. */
  reach: readonly string[] | undefined
  /** The same gateway as far as these targets go: what is outside is not there. `previous` is what this made before. */
  narrow(targetIds: readonly string[], previous?: GatewayView): GatewayView
}

export function buildView(
  gateway: GatewayRecord,
  targets: readonly ServingTarget[],
  place: { publicOrigin: string; supportedVersions: readonly string[]; cursors: Cursors },
  /** The view before this one: what it made of the same catalogue versions is kept. */
  previous?: GatewayView,
  reach?: readonly string[],
): GatewayView {
  const { settings } = gateway
  const mcp = settings.protocolConfiguration?.mcp
  const streaming = mcp?.streamingConfiguration?.enableResponseStreaming === true
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
    streaming,
    sessions: mcp?.sessionConfiguration !== undefined,
    capabilities: capabilitiesOf(targets, streaming),
    digests: catalogues.digests,
    tools: (naming) => catalogues.named('tools', naming),
    list: catalogues.list,
    ...createRoutes(targets, catalogues),
    catalogues,
    reach,
    narrow(targetIds, earlier) {
      const within = targets.filter(({ targetId }) => targetIds.includes(targetId))
      return buildView(gateway, within, place, earlier, targetIds)
    },
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
      return { kind: 'key' }
  }
}

function advertised(authorizer: CustomJwtAuthorizer | undefined): string[] {
  const mapping = new Map(Object.entries(authorizer?.advertisedScopeMapping ?? {}))
  return (authorizer?.allowedScopes ?? []).map((scope) => mapping.get(scope) ?? scope)
}
