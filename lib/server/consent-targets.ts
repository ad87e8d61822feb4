import { hasBuiltInSignIn, type GatewayRecord } from '../gateways/index.ts'
import type { ConsentTarget } from '../identity/index.ts'
import type { TargetsOf } from '../targets/index.ts'

/** Where people can have connections: the targets that act in their name, with the gateways that they reach them through. */
export function createConsentTargets(deps: {
  gateways: { all(): Promise<readonly GatewayRecord[]> }
  targetsOf: Pick<TargetsOf, 'actingForPeople'>
  builtInDiscoveryUrl: string
}): () => Promise<ConsentTarget[]> {
  return async () => {
    const [gateways, targets] = await Promise.all([deps.gateways.all(), deps.targetsOf.actingForPeople()])
    const known = new Map(
      gateways.filter(({ status }) => status !== 'DELETING').map((gateway) => [gateway.id, gateway]),
    )
    return targets.flatMap((target) => {
      const gateway = known.get(target.gatewayId)
      if (!gateway) return []
      const ownSignIn = hasBuiltInSignIn(gateway.settings, deps.builtInDiscoveryUrl)
      return [{ ...target, gatewayName: gateway.name, ownSignIn }]
    })
  }
}
