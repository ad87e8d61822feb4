import type { Connections } from '../vault/connections.ts'
import type { AuthorizationSession } from './session.ts'

type Asking = Pick<
  AuthorizationSession,
  'workloadName' | 'user' | 'providerName' | 'scopes' | 'extraScopes' | 'purpose'
>

export interface AskedScopes {
  /** What the authorization request has to ask for beyond the target's own scopes. */
  extra: string[]
  /** Of all that is asked for, what the connection does not have yet; undefined where there is no connection. */
  added: string[] | undefined
}

const without = (scopes: readonly string[], known: readonly string[]) =>
  scopes.filter((scope) => !known.includes(scope))

/**
 * RFC 6749 has no way to ask for a little more: the new grant takes the place of the old one, so it is asked for
 * everything that the connection has, or a later consent would narrow it (decision 0004).
 */
export async function askedScopes(connections: Pick<Connections, 'scopesOf'>, session: Asking): Promise<AskedScopes> {
  const { workloadName, user, providerName, scopes, extraScopes, purpose } = session
  if (purpose.kind === 'sync') return { extra: [], added: undefined }
  const held = await connections.scopesOf({ workloadName, user, providerName, scopes })
  if (!held) return { extra: extraScopes, added: undefined }
  const wanted = [...new Set([...held.extra, ...extraScopes])]
  // A target without scopes of its own got what the provider gives by default, and naming others would drop that.
  const byDefault = scopes.length === 0 && wanted.length > 0 ? held.granted : []
  const extra = without([...new Set([...byDefault, ...wanted])], scopes)
  return { extra, added: without([...scopes, ...extra], [...scopes, ...held.extra, ...held.granted]) }
}
