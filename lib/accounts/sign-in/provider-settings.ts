import { signInIssuers, type NewSignInProvider, type SignInProviderChange } from '../../contracts/sign-in.ts'
import { DomainError, invalidField } from '../../kernel/domain-error.ts'
import type { UrlPolicy } from '../../kernel/url-policy.ts'
import type { SignInProviderRecord } from './sign-in.store.ts'

type Kind = SignInProviderRecord['kind']

const defaultScopes = { oidc: 'openid profile email', google: 'openid profile email', github: 'read:user' } as const

/** @throws DomainError ValidationException */
export function settingsOf(kind: Kind, input: Omit<SignInProviderChange, 'clientSecret'>) {
  const asked = (input.scopes || defaultScopes[kind]).split(/\s+/)
  const { id, name, clientId, groupClaim, roleByGroup = {}, whoMayJoin = 'invited' } = input
  if (id === 'credentials') throw invalidField('id', 'This name is taken by the sign-in with a password.')
  if (kind === 'github' && groupClaim !== undefined)
    throw invalidField('groupClaim', 'GitHub sends no groups. Give roles in People.')
  return {
    ...{ id, name, clientId, roleByGroup, whoMayJoin },
    scopes: [...new Set(kind === 'github' ? asked : ['openid', ...asked])].join(' '),
    ...(groupClaim !== undefined && { groupClaim }),
    bindsCallers: input.bindsCallers ?? true,
    enabled: input.enabled ?? true,
  }
}

/** Byte for byte as the provider names itself, so that nothing is normalised (OC-4, OC-6). @throws DomainError */
export function issuerOf(
  { kind, issuer: given }: Pick<NewSignInProvider, 'kind' | 'issuer'>,
  urlPolicy: Pick<UrlPolicy, 'checkUrl'>,
): string {
  const issuer = given || (kind === 'oidc' ? '' : signInIssuers[kind])
  if (issuer === '')
    throw invalidField('issuer', 'Give the issuer: the address before /.well-known/openid-configuration.')
  if (issuer.endsWith('/.well-known/openid-configuration'))
    throw invalidField('issuer', 'Leave /.well-known/openid-configuration away.')
  try {
    const url = urlPolicy.checkUrl(issuer, { what: 'issuer' })
    if (url.search !== '' || url.hash !== '') throw invalidField('issuer', 'An issuer has no ? and no #.')
  } catch (error) {
    throw error instanceof DomainError ? invalidField('issuer', error.message) : error
  }
  return issuer
}
