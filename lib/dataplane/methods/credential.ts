import type { ResourceTokenResult } from '../../identity/index.ts'
import type { Exchange } from '../exchange.ts'
import type { GatewayView, ToolRoute } from '../gateway-view.ts'
import type { ConnectionKey, ConsentNeeded, DataplaneDeps } from '../rooms.ts'
import { RpcRefusal, rpcErrors } from '../rpc/refusals.ts'
import { patienceFor, waitForConsent } from './consent/patience.ts'

/** As whom the gateway speaks to a target in one call, or why it cannot. */
export type Credential =
  | { kind: 'none' }
  | Extract<ResourceTokenResult, { kind: 'token' }>
  | ConsentNeeded
  /** Not the caller's fault and no reason to ask for consent. */
  | { kind: 'unavailable'; message: string }

export interface CredentialWish {
  /** As the caller asked for it. */
  returnUrl: string | undefined
  /** Whatever is stored is left aside, and consent is asked. */
  force: boolean
  /** What the target's server wants beyond the target's own scopes. */
  extraScopes?: readonly string[] | undefined
  /** The consent that this call was asked for before. */
  returnsFrom?: string | undefined
}

/**
 * The caller's own connection for this target. Where the person is at the consent just now, the answer waits for him: as
 * long as the client does, at most the time of `consent/patience.ts`.
 */
export function credentialFor(
  exchange: Asking,
  { target }: Pick<ToolRoute, 'target'>,
  wish: CredentialWish,
  rooms: Pick<DataplaneDeps, 'identity'>,
): Credential | Promise<Credential> {
  const { oauth } = target
  if (!oauth) return none
  const { gateway, principal } = exchange
  if (principal.kind !== 'user' && principal.kind !== 'key')
    return {
      kind: 'unavailable',
      message: `Target ${target.name} acts in each user's own name, and this gateway does not learn who its users are. Its administrator must let them sign in, or give programs API keys.`,
    }
  const { returnUrl, force, extraScopes, returnsFrom } = wish
  const isUsual = returnUrl === undefined && !force && extraScopes === undefined && returnsFrom === undefined
  const held = isUsual ? rooms.identity.resourceTokens.atHand(keyOf(gateway.id, principal.user, oauth)) : undefined
  return held ?? obtained(exchange, principal.user, target, oauth, wish, rooms)
}

type Asking = Pick<Exchange, 'gateway' | 'principal' | 'reply'>
type Holder = Extract<Exchange['principal'], { kind: 'user' | 'key' }>['user']
type OAuth = NonNullable<ToolRoute['target']['oauth']>

const none: Credential = { kind: 'none' }

/** Users are one object per verified token, and what a target wants is one per view: so are the keys of their connections. */
const keys = new WeakMap<OAuth, WeakMap<Holder, ConnectionKey>>()

function keyOf(workloadName: string, user: Holder, oauth: OAuth): ConnectionKey {
  let ofUsers = keys.get(oauth)
  if (!ofUsers) keys.set(oauth, (ofUsers = new WeakMap()))
  let key = ofUsers.get(user)
  if (!key) ofUsers.set(user, (key = { workloadName, user, providerName: oauth.providerName, scopes: oauth.scopes }))
  return key
}

async function obtained(
  { gateway, reply: client }: Asking,
  user: Holder,
  target: ToolRoute['target'],
  oauth: OAuth,
  { returnUrl: wanted, force, extraScopes, returnsFrom }: CredentialWish,
  rooms: Pick<DataplaneDeps, 'identity'>,
): Promise<Credential> {
  const returnUrl =
    user.kind === 'key'
      ? ownReturnPage(gateway, wanted)
      : await returnUrlFor(gateway.id, oauth.defaultReturnUrl, wanted, rooms.identity)
  if (returnsFrom !== undefined) await waitForConsent(client, returnsFrom, rooms.identity)
  const request = {
    workloadName: gateway.id,
    gatewayId: gateway.id,
    user,
    startedBy: { kind: 'user', user },
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
  } as const
  const waits = !force && returnsFrom === undefined
  const result = await rooms.identity.resourceTokens.obtain({
    ...request,
    ...(extraScopes && { extraScopes }),
    ...(waits && { patience: patienceFor(client) }),
  })
  switch (result.kind) {
    case 'pending':
    case 'failed':
      throw new Error('a token was asked for without a session, and a session was answered')
    default:
      return result
  }
}

/** What programs are granted an administrator finishes, who is known at our own page and at no application's. */
function ownReturnPage({ url }: GatewayView, wanted: string | undefined): string {
  const own = new URL('/return', url).href
  if (wanted === undefined || wanted === own) return own
  throw new RpcRefusal(
    rpcErrors.invalidParams,
    `The return URL cannot be chosen with an API key: an administrator of Postern finishes the authorization at ${own}.`,
  )
}

/** A caller may choose where the browser ends only among addresses that an administrator named (SB-10). */
async function returnUrlFor(
  gatewayId: string,
  usual: string,
  wanted: string | undefined,
  { workloads }: DataplaneDeps['identity'],
): Promise<string> {
  if (wanted === undefined || wanted === usual) return usual
  if (await workloads.allowsReturnUrl(gatewayId, wanted)) return wanted
  throw new RpcRefusal(
    rpcErrors.invalidParams,
    `The return URL ${wanted.slice(0, 200)} is not registered: it must be the target's default, or stand in allowedResourceOauth2ReturnUrls of the workload identity ${gatewayId}.`,
  )
}
