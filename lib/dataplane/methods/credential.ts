import type { Secret } from '../../kernel/secret.ts'
import type { Exchange } from '../exchange.ts'
import type { ToolRoute } from '../gateway-view.ts'
import type { ConnectionKey, ConsentNeeded, DataplaneDeps } from '../rooms.ts'
import { RpcRefusal, rpcErrors } from '../rpc/refusals.ts'
import type { ToolCall } from './call-parameters.ts'

/** As whom the gateway speaks to a target in one call, or why it cannot. */
export type Credential =
  | { kind: 'none' }
  | { kind: 'token'; accessToken: Secret; key: ConnectionKey; connectionVersion: number }
  | ConsentNeeded
  /** Not the caller's fault and no reason to ask for consent. */
  | { kind: 'unavailable'; message: string }

/** The caller's own connection for this target; with `force`, whatever is stored is left aside and consent is asked. */
export async function credentialFor(
  exchange: Exchange,
  { target }: ToolRoute,
  call: Pick<ToolCall, 'returnUrl'>,
  force: boolean,
  rooms: Pick<DataplaneDeps, 'identity'>,
): Promise<Credential> {
  const { oauth } = target
  if (!oauth) return { kind: 'none' }
  const { gateway, principal } = exchange
  if (principal.kind !== 'user')
    return {
      kind: 'unavailable',
      message: `Target ${target.name} acts in each user's own name, and this gateway does not learn who its users are. Its administrator must let them sign in with an external identity provider (JWT).`,
    }
  const returnUrl = await returnUrlFor(exchange, oauth.defaultReturnUrl, call.returnUrl, rooms.identity)
  const result = await rooms.identity.resourceTokens.obtain({
    workloadName: gateway.id,
    gatewayId: gateway.id,
    user: principal.user,
    startedBy: { kind: 'user', user: principal.user },
    providerName: oauth.providerName,
    scopes: oauth.scopes,
    customParameters: oauth.customParameters,
    resource: target.endpoint,
    returnUrl,
    forceAuthentication: force,
    purpose: {
      kind: 'call',
      gatewayId: gateway.id,
      gatewayName: gateway.name,
      targetId: target.targetId,
      targetName: target.name,
    },
  })
  switch (result.kind) {
    case 'pending':
    case 'failed':
      throw new Error('a token was asked for without a session, and a session was answered')
    default:
      return result
  }
}

/** A caller may choose where the browser ends only among addresses that an administrator named (SB-10). */
async function returnUrlFor(
  exchange: Exchange,
  usual: string,
  wanted: string | undefined,
  { workloads }: DataplaneDeps['identity'],
): Promise<string> {
  if (wanted === undefined || wanted === usual) return usual
  if (await workloads.allowsReturnUrl(exchange.gateway.id, wanted)) return wanted
  throw new RpcRefusal(
    rpcErrors.invalidParams,
    `The return URL ${wanted.slice(0, 200)} is not registered: it must be the target's default, or stand in allowedResourceOauth2ReturnUrls of the workload identity ${exchange.gateway.id}.`,
  )
}
