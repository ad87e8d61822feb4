import { authorizerConditions, conditionMissing, firstVersionWithConsent } from '../contracts/gateways.ts'
import { DomainError, invalidField, nameConflict } from '../kernel/domain-error.ts'
import type { GatewaySettings } from './gateway.ts'

/** Checks the address of something that Postern will call; throws a ValidationException that names the member. */
export interface UrlPolicy {
  checkUrl(text: string, about: { what: string }): URL
}

/** Rules between members (AgentCore, cross-field rules). What a discovery URL leads to is judged by `checkIssuer`. */
export function checkSettings(settings: GatewaySettings, urlPolicy: UrlPolicy, builtIn = false): void {
  const { authorizerType, authorizerConfiguration } = settings
  if (authorizerType === 'CUSTOM_JWT') {
    if (authorizerConfiguration === undefined)
      throw invalidField(
        'authorizerConfiguration',
        'CUSTOM_JWT needs authorizerConfiguration.customJWTAuthorizer: the discovery URL and whom to let in.',
      )
    const { customJWTAuthorizer: authorizer } = authorizerConfiguration
    // The built-in sign-in brings its condition, and is never called over HTTP.
    if (builtIn) return
    if (authorizerConditions.every((name) => authorizer[name] === undefined))
      throw invalidField('authorizerConfiguration.customJWTAuthorizer', conditionMissing)
    urlPolicy.checkUrl(authorizer.discoveryUrl, { what: 'authorizerConfiguration.customJWTAuthorizer.discoveryUrl' })
  } else if (authorizerConfiguration !== undefined)
    throw invalidField(
      'authorizerConfiguration',
      `authorizerConfiguration belongs to CUSTOM_JWT only. Leave it out, or choose CUSTOM_JWT instead of ${authorizerType}.`,
    )
}

/** Why this gateway cannot have targets that ask for consent, or undefined where it can. */
export function consentObstacle(
  settings: GatewaySettings,
): { member: string; cause: string; wayOut: string } | undefined {
  // With an API key the grant belongs to the key.
  if (settings.authorizerType !== 'CUSTOM_JWT' && settings.authorizerType !== 'AUTHENTICATE_ONLY')
    return {
      member: 'authorizerType',
      cause: `3LO Auth is not supported when gateway authorizer type is ${settings.authorizerType}: without a signed-in user there is nobody whom a grant could belong to`,
      wayOut: 'set the gateway to CUSTOM_JWT',
    }
  const versions = settings.protocolConfiguration?.mcp.supportedVersions
  // Revisions are dates, so their order as texts is their order in time.
  if (versions !== undefined && !versions.some((version) => version >= firstVersionWithConsent))
    return {
      member: 'protocolConfiguration.mcp.supportedVersions',
      cause: `the gateway's supportedVersions lack ${firstVersionWithConsent}, the first MCP revision that can ask a user to consent, and every later one`,
      wayOut: `add ${firstVersionWithConsent} to the gateway's supportedVersions`,
    }
  return undefined
}

/** An update must not leave targets behind that could never be consented to. */
export function checkAgainstTargets(settings: GatewaySettings, targetsWithConsent: readonly string[]): void {
  const obstacle = consentObstacle(settings)
  if (obstacle === undefined || targetsWithConsent.length === 0) return
  throw invalidField(
    obstacle.member,
    `Targets that ask users for consent (${targetsWithConsent.join(', ')}) would stop working: ${obstacle.cause}. ` +
      'Delete those targets or take their OAuth client away first.',
  )
}

export const nameTaken = (name: string): DomainError =>
  nameConflict(`A gateway named ${name} exists already. Choose another name, or delete that one.`)

export const tokenReused = (): DomainError => {
  const message =
    'This clientToken was used for a request with other parameters. Use a new clientToken for a new request.'
  return new DomainError('ValidationException', message, {
    reason: 'IdempotentParameterMismatchException',
    fieldList: [{ name: 'clientToken', message }],
  })
}

export const hasTargets = (names: readonly string[]): DomainError =>
  new DomainError(
    'ConflictException',
    `The gateway still has ${names.length === 1 ? 'a target' : `${names.length} targets`} (${names.slice(0, 10).join(', ')}${names.length > 10 ? ', …' : ''}). Delete them first, then the gateway.`,
  )

export const changedMeanwhile = (): DomainError =>
  new DomainError('ConcurrentModificationException', 'The gateway keeps being changed by others. Try again.')
