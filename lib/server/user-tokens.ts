import { decodeJwt } from 'jose'
import type { CustomJwtAuthorizer } from '../contracts/gateways.ts'
import { DomainError } from '../kernel/domain-error.ts'
import type { TokenVerifier } from '../policy/index.ts'

/** As far as a gateway decides whose tokens it takes. */
interface GatewayAuthorizer {
  settings: { authorizerConfiguration?: { customJWTAuthorizer?: CustomJwtAuthorizer } }
}

export interface UserTokensDependencies {
  gateways: {
    find(id: string): Promise<GatewayAuthorizer | undefined>
    all(): Promise<readonly GatewayAuthorizer[]>
  }
  tokens: TokenVerifier
}

/** Verifies an end user's token by the authorizer of a gateway, or of whichever gateway knows the token's issuer. */
export type VerifyUserToken = (gatewayId: string | undefined, token: string) => Promise<{ iss: string; sub: string }>

const refused = (): DomainError =>
  new DomainError(
    'UnauthorizedException',
    'The user token was not accepted. Send a token that is valid at the gateway for which the authorization was started.',
  )

const authorizerOf = (gateway: GatewayAuthorizer | undefined): CustomJwtAuthorizer[] => {
  const authorizer = gateway?.settings.authorizerConfiguration?.customJWTAuthorizer
  return authorizer ? [authorizer] : []
}

/** What the token says of itself; only chooses who judges it. */
function claimedIssuer(token: string): string | undefined {
  try {
    return decodeJwt(token).iss
  } catch {
    return undefined
  }
}

export function createUserTokens({ gateways, tokens }: UserTokensDependencies): VerifyUserToken {
  const candidates = async (gatewayId: string | undefined, token: string): Promise<CustomJwtAuthorizer[]> => {
    if (gatewayId !== undefined) return authorizerOf(await gateways.find(gatewayId))
    const issuer = claimedIssuer(token)
    const authorizers = (await gateways.all()).flatMap(authorizerOf)
    const issuers = await Promise.all(authorizers.map((authorizer) => tokens.issuerOf(authorizer)))
    return authorizers.filter((_, index) => issuers[index] === issuer)
  }
  return async (gatewayId, token) => {
    for (const authorizer of await candidates(gatewayId, token)) {
      const verdict = await tokens.verifyToken(authorizer, token)
      if (verdict.ok) return { iss: verdict.iss, sub: verdict.sub }
    }
    throw refused()
  }
}
