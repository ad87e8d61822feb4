import type { AuditEntry } from '../../audit/index.ts'
import { DomainError, notFound } from '../../kernel/domain-error.ts'
import type { Actor } from '../../kernel/principals.ts'
import type { ChangeBus } from '../../platform/changes.ts'
import type { PeopleStore } from '../people.store.ts'
import { publishEnded } from './providers.ts'
import type { LinkRecord, SignInStore } from './sign-in.store.ts'

type ConsolePerson = Extract<Actor, { kind: 'console' }>

export interface PersonLink extends LinkRecord {
  /** Undefined where the provider was removed. */
  providerName?: string
}

/** Which provider's groups say a person's role, and the group that did last; without one, none of them gives a role. */
export interface RoleSource {
  providerId: string
  providerName: string
  group?: string
}

/** Accounts at providers with which a person signs in. */
export interface SignInLinks {
  of(userId: string): Promise<PersonLink[]>
  /** Undefined where the role is given here. */
  roleSourceOf(userId: string): Promise<RoleSource | undefined>
  /** @throws DomainError ConflictException where it is the last way in */
  unlink(person: ConsolePerson, linkId: string): Promise<void>
  /** By an administrator, the last way in too; ends what it had opened. @throws DomainError ConflictException for a disabled person */
  takeAway(actor: Actor, userId: string, linkId: string): Promise<void>
}

export function createLinks({
  store,
  people,
  changes,
}: {
  store: SignInStore
  people: Pick<PeopleStore, 'find'>
  changes: Pick<ChangeBus, 'publish'>
}): SignInLinks {
  const linkOf = async (userId: string, linkId: string): Promise<LinkRecord> => {
    const found = (await store.links(userId)).find((known) => known.linkId === linkId)
    if (!found) throw notFound(`Sign-in ${linkId}`)
    return found
  }
  const entry = (actor: Actor, userId: string, email: string, link: LinkRecord, by: string): AuditEntry => ({
    ...{ type: 'account.unlinked', actor, resource: `user/${userId}`, outcome: 'ok' },
    detail: { email, iss: link.issuer, sub: link.sub, by },
  })

  return {
    async of(userId) {
      const [links, providers] = await Promise.all([store.links(userId), store.providers()])
      return links.map((link) => {
        const provider = providers.find(({ issuer }) => issuer === link.issuer)
        return { ...link, ...(provider && { providerName: provider.name }) }
      })
    },

    async roleSourceOf(userId) {
      const link = (await store.links(userId)).find(({ cameBy }) => cameBy)
      const provider = link && (await store.providers()).find(({ issuer }) => issuer === link.issuer)
      if (!provider?.enabled || provider.groupClaim === undefined) return undefined
      const { id: providerId, name: providerName } = provider
      return { providerId, providerName, ...(link?.roleGroup !== undefined && { group: link.roleGroup }) }
    },

    async unlink(person, linkId) {
      const link = await linkOf(person.userId, linkId)
      const audit = entry(person, person.userId, person.email, link, 'the person')
      if (!(await store.unlink(person.userId, linkId, audit)))
        throw new DomainError(
          'ConflictException',
          'This is the last way in that you have. Connect another provider, or have an administrator send you a link to set a password.',
        )
    },

    async takeAway(actor, userId, linkId) {
      const person = await people.find(userId)
      if (!person) throw notFound(`Person ${userId}`)
      const link = await linkOf(userId, linkId)
      const audit = entry(actor, userId, person.email, link, 'an administrator')
      const ended = await store.takeAway(userId, linkId, audit)
      if (!ended)
        throw new DomainError(
          'ConflictException',
          `${person.email} is disabled, and this account's tokens are refused for that. Enable the person before you take the account away.`,
        )
      publishEnded(changes, ended)
      changes.publish({ kind: 'person', userId })
    },
  }
}
