import type { CustomJwtAuthorizer } from '../contracts/gateways.ts'
import { invalidField } from '../kernel/domain-error.ts'
import type { GatewaySettings } from './gateway.ts'
import type { UrlPolicy } from './rules.ts'

/** Reads an issuer's discovery document: where its keys are, or what is wrong; undefined where nobody answers now. */
export interface Issuers {
  inspectIssuer(authorizer: CustomJwtAuthorizer): Promise<{ jwksUri: string } | { fault: string } | undefined>
}

const member = 'authorizerConfiguration.customJWTAuthorizer.discoveryUrl'
/** An issuer may come up after its gateways, so nobody waits long for one that does not answer. */
const patienceMs = 3_000

/**
 * Refuses an issuer whose document is there and lies: with it, the gateway would let nobody in and not say why.
 * @throws DomainError ValidationException that names the discovery URL
 */
export async function checkIssuer(
  { authorizerConfiguration }: GatewaySettings,
  { issuers, urlPolicy }: { issuers: Issuers; urlPolicy: UrlPolicy },
): Promise<void> {
  if (!authorizerConfiguration) return
  const said = await within(patienceMs, issuers.inspectIssuer(authorizerConfiguration.customJWTAuthorizer))
  if (!said) return
  if ('fault' in said) throw invalidField(member, `The document at the discovery URL ${said.fault}.`)
  try {
    urlPolicy.checkUrl(said.jwksUri, { what: 'jwks_uri' })
  } catch (error) {
    throw invalidField(
      member,
      `The document at the discovery URL names an unusable address: ${(error as Error).message}`,
    )
  }
}

async function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<undefined>((resolve) => (timer = setTimeout(resolve, ms, undefined)))
  return Promise.race([work, patience]).finally(() => clearTimeout(timer))
}
