import { connectionKeyHash, sortedScopes } from '../vault/connection-key.ts'
import type { UserKey } from '../../kernel/principals.ts'

/** A target that acts in each person's own name, as it serves now. */
export interface ConsentTarget {
  gatewayId: string
  gatewayName: string
  /** Whether people sign in to its gateway here, so that everybody who has an account can use it. */
  ownSignIn: boolean
  targetId: string
  targetName: string
  endpoint: string
  providerName: string
  scopes: readonly string[]
  customParameters?: Record<string, string>
}

/** What one connection serves: all targets of a gateway with the same provider and scopes. */
export interface Place {
  gatewayId: string
  gatewayName: string
  providerName: string
  scopes: readonly string[]
  targets: readonly ConsentTarget[]
}

/** Places by the hash of the connection that this user has, or would have, there. */
export function placesOf(targets: readonly ConsentTarget[], user: UserKey): Map<string, Place> {
  const places = new Map<string, Place & { targets: ConsentTarget[] }>()
  for (const target of targets) {
    const { gatewayId, gatewayName, providerName } = target
    const scopes = sortedScopes(target.scopes)
    const keyHash = connectionKeyHash({ workloadName: gatewayId, user, providerName, scopes })
    const place = places.get(keyHash)
    if (place) place.targets.push(target)
    else places.set(keyHash, { gatewayId, gatewayName, providerName, scopes, targets: [target] })
  }
  return places
}
