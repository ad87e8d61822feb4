import { gatewayIdSchema } from '../contracts/ids.ts'
import type { GatewayView } from './gateway-view.ts'
import type { DataplaneDeps } from './rooms.ts'
import type { ViewCache } from './view-cache.ts'

export interface MetadataAnswer {
  status: number
  body: Record<string, unknown>
}

const absent: MetadataAnswer = { status: 404, body: { message: 'There is no protected resource at this address.' } }

/** RFC 9728 documents. Gateways that take no bearer token have none. */
export function createProtectedResourceMetadata(deps: DataplaneDeps, views: ViewCache) {
  /** The root form names no gateway, so it answers only where there is no doubt which one is meant. */
  async function onlyJwtGateway(): Promise<string | undefined> {
    const gateways = await deps.gateways.all()
    const [first, ...others] = gateways.filter(({ settings }) => settings.authorizerType === 'CUSTOM_JWT')
    return others.length === 0 ? first?.id : undefined
  }

  async function document({ url, door, advertisedScopes }: GatewayView): Promise<MetadataAnswer> {
    if (door.kind !== 'jwt') return absent
    const body = {
      resource: url,
      authorization_servers: [await deps.policy.issuerOf(door.authorizer)],
      ...(advertisedScopes.length > 0 && { scopes_supported: advertisedScopes }),
      bearer_methods_supported: ['header'],
    }
    return { status: 200, body }
  }

  return async (gatewayId: string | undefined): Promise<MetadataAnswer> => {
    const id = gatewayId ?? (await onlyJwtGateway())
    const view = gatewayIdSchema.safeParse(id).success && id !== undefined ? await views.find(id) : undefined
    return view ? document(view) : absent
  }
}
