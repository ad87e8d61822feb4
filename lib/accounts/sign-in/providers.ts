import type { AuditEventType } from '../../audit/index.ts'
import {
  signInIssuers,
  type NewSignInProvider,
  type SignInProvider,
  type SignInProviderChange,
} from '../../contracts/sign-in.ts'
import { DomainError, invalidField, notFound } from '../../kernel/domain-error.ts'
import type { Actor } from '../../kernel/principals.ts'
import { Secret } from '../../kernel/secret.ts'
import type { UrlPolicy } from '../../kernel/url-policy.ts'
import { open, seal } from '../../platform/crypto/envelope.ts'
import type { Keyring } from '../../platform/crypto/keyring.ts'
import type { SignInProviderRecord, SignInStore } from './sign-in.store.ts'

const mostProviders = 20

/** The providers as administrators keep them; secrets go in and never come out. */
export interface SignInProviders {
  list(): Promise<SignInProvider[]>
  /** @throws DomainError ConflictException where id, name or issuer is taken; ValidationException */
  create(actor: Actor, input: NewSignInProvider): Promise<SignInProvider>
  /** @throws DomainError ResourceNotFoundException, ConflictException */
  update(actor: Actor, input: SignInProviderChange): Promise<SignInProvider>
  /** @throws DomainError ResourceNotFoundException */
  remove(actor: Actor, id: string): Promise<void>
}

export interface SignInProvidersDeps {
  store: SignInStore
  keyring: Keyring
  urlPolicy: Pick<UrlPolicy, 'checkUrl'>
  publicOrigin: string
}

export const callbackUrlOf = (publicOrigin: string, id: string): string => `${publicOrigin}/api/auth/callback/${id}`

const sealedFor = (id: string) => ['sign-in-provider', id, 'client-secret']
export const secretOf = (keyring: Keyring, { id, secretSealed }: SignInProviderRecord): Secret =>
  open(keyring, secretSealed, sealedFor(id))

export function createSignInProviders({
  store,
  keyring,
  urlPolicy,
  publicOrigin,
}: SignInProvidersDeps): SignInProviders {
  const entry = (
    type: AuditEventType,
    actor: Actor,
    { id, name, issuer }: Pick<SignInProviderRecord, 'id' | 'name' | 'issuer'>,
  ) => ({ type, actor, resource: `sign-in-provider/${id}`, outcome: 'ok', detail: { name, issuer } }) as const
  const view = ({ secretSealed: _, ...provider }: SignInProviderRecord): SignInProvider => ({
    ...provider,
    roleByGroup: { ...provider.roleByGroup },
    callbackUrl: callbackUrlOf(publicOrigin, provider.id),
  })
  const sealed = (id: string, secret: string) => seal(keyring, new Secret(secret), sealedFor(id))
  const get = async (id: string) => {
    const provider = await store.find(id)
    if (!provider) throw notFound(`Sign-in provider ${id}`)
    return provider
  }

  return {
    list: async () => (await store.providers()).map(view),

    async create(actor, { clientSecret, kind, issuer: given, ...input }) {
      if (input.id === 'credentials') throw invalidField('id', 'This name is taken by the sign-in with a password.')
      if ((await store.providers()).length >= mostProviders)
        throw new DomainError('ConflictException', `There are ${mostProviders} sign-in providers. Remove one first.`)
      const issuer = issuerOf(kind, given, urlPolicy)
      const provider = { ...settingsOf(kind, input), kind, issuer, secretSealed: sealed(input.id, clientSecret) }
      if (!(await store.create(provider, entry('sign-in-provider.created', actor, provider)))) throw taken()
      return view(provider)
    },

    async update(actor, { clientSecret, ...input }) {
      const before = await get(input.id)
      const { kind, issuer } = before
      const secretSealed = clientSecret === undefined ? before.secretSealed : sealed(input.id, clientSecret)
      const provider = { ...settingsOf(kind, input), kind, issuer, secretSealed }
      const done = await store.update(provider, entry('sign-in-provider.updated', actor, provider))
      if (done === 'taken') throw taken()
      if (done === 'gone') throw notFound(`Sign-in provider ${input.id}`)
      return view(provider)
    },

    async remove(actor, id) {
      const provider = await get(id)
      if (!(await store.remove(id, entry('sign-in-provider.deleted', actor, provider))))
        throw notFound(`Sign-in provider ${id}`)
    },
  }
}

const defaultScopes = { oidc: 'openid profile email', google: 'openid profile email', github: 'read:user' } as const

function settingsOf(kind: SignInProviderRecord['kind'], input: SignInProviderChange) {
  const asked = (input.scopes || defaultScopes[kind]).split(/\s+/)
  const { id, name, clientId, groupClaim, roleByGroup = {}, whoMayJoin = 'invited' } = input
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

/** Byte for byte as the provider names itself, so that nothing is normalised (OC-4, OC-6). */
function issuerOf(
  kind: SignInProviderRecord['kind'],
  given: string | undefined,
  urlPolicy: Pick<UrlPolicy, 'checkUrl'>,
) {
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

const taken = () =>
  new DomainError('ConflictException', 'A sign-in provider with this id, name or issuer is there already.')
