import { invalidField } from '../kernel/domain-error.ts'
import type { GatewaySettings } from './gateway.ts'

const member = 'authorizerConfiguration.customJWTAuthorizer'

/** Whether people sign in to this gateway at our own authorization server. */
export const hasBuiltInSignIn = ({ authorizerType, authorizerConfiguration }: GatewaySettings, discoveryUrl: string) =>
  authorizerType === 'CUSTOM_JWT' && authorizerConfiguration?.customJWTAuthorizer.discoveryUrl === discoveryUrl

/**
 * Which provider's people come in, where the built-in sign-in takes those of one alone.
 * @throws DomainError ValidationException that names the member
 */
export async function withSignInProvider(
  { signIn: asked, ...settings }: GatewaySettings,
  before: GatewaySettings['signIn'],
  { discoveryUrl, knowsProvider }: { discoveryUrl: string; knowsProvider(id: string): Promise<boolean> },
): Promise<GatewaySettings> {
  const providerId = (asked ?? before)?.providerId
  if (providerId === undefined) return settings
  if (!hasBuiltInSignIn(settings, discoveryUrl)) {
    if (asked === undefined) return settings
    throw invalidField(
      'signIn',
      `A sign-in provider belongs to the built-in sign-in. Leave signIn out, or set ${member}.discoveryUrl to ${discoveryUrl}.`,
    )
  }
  // One that was removed since still keeps everybody else out.
  if (asked !== undefined && !(await knowsProvider(providerId)))
    throw invalidField(
      'signIn.providerId',
      `There is no sign-in provider ${providerId}. ListSignInProviders names those that there are.`,
    )
  return { ...settings, signIn: { providerId } }
}

/**
 * Our tokens are for one gateway, which its URL names, and nobody knows that before the gateway exists. So the audience
 * is ours to fill in, and another one is refused: it would let in tokens that people allowed for another gateway.
 */
export function withOwnAudience(
  settings: GatewaySettings,
  { discoveryUrl, url }: { discoveryUrl: string; url: string },
): GatewaySettings {
  if (!hasBuiltInSignIn(settings, discoveryUrl)) return settings
  const authorizer = settings.authorizerConfiguration?.customJWTAuthorizer
  const others = authorizer?.allowedAudience?.filter((audience) => audience !== url) ?? []
  if (others.length > 0)
    throw invalidField(
      `${member}.allowedAudience`,
      `With the built-in sign-in a token is for this gateway alone. Leave allowedAudience out; it becomes ${url}.`,
    )
  return {
    ...settings,
    authorizerConfiguration: { customJWTAuthorizer: { discoveryUrl, ...authorizer, allowedAudience: [url] } },
  }
}
