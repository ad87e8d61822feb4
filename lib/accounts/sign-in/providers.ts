import type { AuditEventType } from '../../audit/index.ts'
import type { NewSignInProvider, SignInProvider, SignInProviderChange } from '../../contracts/sign-in.ts'
import { DomainError, notFound } from '../../kernel/domain-error.ts'
import type { Actor } from '../../kernel/principals.ts'
import { Secret } from '../../kernel/secret.ts'
import type { UrlPolicy } from '../../kernel/url-policy.ts'
import type { ChangeBus } from '../../platform/changes.ts'
import { open, seal } from '../../platform/crypto/envelope.ts'
import type { Keyring } from '../../platform/crypto/keyring.ts'
import { issuerOf, settingsOf } from './provider-settings.ts'
import type { SignInProviderRecord, SignInStore } from './sign-in.store.ts'

const mostProviders = 20

/** The providers as administrators keep them; secrets go in and never come out. */
export interface SignInProviders {
  list(): Promise<SignInProvider[]>
  /** @throws DomainError ConflictException where id, name or issuer is taken; ValidationException */
  create(actor: Actor, input: NewSignInProvider): Promise<SignInProvider>
  /** Turned off, its sessions end. @throws DomainError ResourceNotFoundException, ConflictException */
  update(actor: Actor, input: SignInProviderChange): Promise<SignInProvider>
  /** Its sessions end. @throws DomainError ResourceNotFoundException, ConflictException where a file sets it */
  remove(actor: Actor, id: string): Promise<void>
}

export interface SignInProvidersDeps {
  store: SignInStore
  keyring: Keyring
  urlPolicy: Pick<UrlPolicy, 'checkUrl'>
  changes: Pick<ChangeBus, 'publish'>
  publicOrigin: string
}

export const callbackUrlOf = (publicOrigin: string, id: string): string => `${publicOrigin}/api/auth/callback/${id}`

const sealedFor = (id: string) => ['sign-in-provider', id, 'client-secret']
export const secretOf = (keyring: Keyring, { id, secretSealed }: SignInProviderRecord): Secret =>
  open(keyring, secretSealed, sealedFor(id))
export const sealSecret = (keyring: Keyring, id: string, secret: string): string =>
  seal(keyring, new Secret(secret), sealedFor(id))

export const providerEntry = (
  type: AuditEventType,
  actor: Actor,
  { id, name, issuer }: Pick<SignInProviderRecord, 'id' | 'name' | 'issuer'>,
) => ({ type, actor, resource: `sign-in-provider/${id}`, outcome: 'ok', detail: { name, issuer } }) as const

export const publishEnded = (changes: Pick<ChangeBus, 'publish'>, sessions: readonly string[]): void => {
  for (const sessionId of sessions) changes.publish({ kind: 'console-session', sessionId })
}

/** `file` is the path of the file that this process has read, while it is there. */
export function createSignInProviders(
  { store, keyring, urlPolicy, changes, publicOrigin }: SignInProvidersDeps,
  file: () => string | undefined,
): SignInProviders {
  const view = ({ secretSealed: _, fromFile, ...provider }: SignInProviderRecord): SignInProvider => {
    const path = fromFile ? file() : undefined
    return {
      ...provider,
      roleByGroup: { ...provider.roleByGroup },
      callbackUrl: callbackUrlOf(publicOrigin, provider.id),
      ...(path !== undefined && { setByFile: path }),
    }
  }
  const changeable = async (id: string): Promise<SignInProviderRecord> => {
    const provider = await store.find(id)
    if (!provider) throw notFound(`Sign-in provider ${id}`)
    const path = provider.fromFile ? file() : undefined
    if (path === undefined) return provider
    throw new DomainError('ConflictException', `${provider.name} is set by ${path}. Change it there.`)
  }

  return {
    list: async () => (await store.providers()).map(({ version: _, ...provider }) => view(provider)),

    async create(actor, { clientSecret, kind, issuer: given, ...input }) {
      const settings = settingsOf(kind, input)
      if ((await store.providers()).length >= mostProviders)
        throw new DomainError('ConflictException', `There are ${mostProviders} sign-in providers. Remove one first.`)
      const issuer = issuerOf({ kind, issuer: given }, urlPolicy)
      const secretSealed = sealSecret(keyring, input.id, clientSecret)
      const provider = { ...settings, kind, issuer, secretSealed, fromFile: false }
      if (!(await store.create(provider, providerEntry('sign-in-provider.created', actor, provider)))) throw taken()
      return view(provider)
    },

    async update(actor, { clientSecret, ...input }) {
      const { kind, issuer, secretSealed: before } = await changeable(input.id)
      const secretSealed = clientSecret === undefined ? before : sealSecret(keyring, input.id, clientSecret)
      const provider = { ...settingsOf(kind, input), kind, issuer, secretSealed, fromFile: false }
      const audit = providerEntry('sign-in-provider.updated', actor, provider)
      const { done, endedSessions } = await store.update(provider, audit)
      if (done === 'taken') throw taken()
      if (done === 'gone') throw notFound(`Sign-in provider ${input.id}`)
      publishEnded(changes, endedSessions)
      return view(provider)
    },

    async remove(actor, id) {
      const provider = await changeable(id)
      const ended = await store.remove(id, providerEntry('sign-in-provider.deleted', actor, provider))
      if (!ended) throw notFound(`Sign-in provider ${id}`)
      publishEnded(changes, ended)
    },
  }
}

const taken = () =>
  new DomainError('ConflictException', 'A sign-in provider with this id, name or issuer is there already.')
