import type { AuthzDependencies } from './dependencies.ts'

/**
 * Whether what a person allowed still opens this gateway. A gateway that takes the people of one sign-in provider alone
 * takes no grant that was given by another way in, however old it is and whoever gave it.
 */
export type GrantGate = (grantId: string, gatewayUrl: string | undefined) => Promise<boolean>

export const createGrantGate =
  ({ stores, gateways }: Pick<AuthzDependencies, 'stores' | 'gateways'>): GrantGate =>
  async (grantId, gatewayUrl) => {
    if (gatewayUrl === undefined) return false
    const [grant, gateway] = await Promise.all([stores.artifacts.liveGrant(grantId), gateways.byUrl(gatewayUrl)])
    if (!grant || !gateway) return false
    return gateway.signInProviderId === undefined || grant.signInProviderId === gateway.signInProviderId
  }
