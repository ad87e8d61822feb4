import { createAccounts, createBarredAccounts, createSignIn, createSignInFile } from '../../lib/accounts/index.ts'
import { createAudit } from '../../lib/audit/index.ts'
import type { Actor } from '../../lib/kernel/principals.ts'
import { Secret } from '../../lib/kernel/secret.ts'
import { createUrlPolicy } from '../../lib/kernel/url-policy.ts'
import { prismaAccountStore } from '../../lib/persistence/prisma-account-store.ts'
import { prismaAuditStore } from '../../lib/persistence/prisma-audit-store.ts'
import { prismaPeopleStore } from '../../lib/persistence/prisma-people-store.ts'
import { prismaSignInStore } from '../../lib/persistence/prisma-sign-in-store.ts'
import { createChangeBus } from '../../lib/platform/changes.ts'
import { createKeyring } from '../../lib/platform/crypto/keyring.ts'
import type { Database } from '../../lib/platform/db/index.ts'
import { createEgress } from '../../lib/platform/http/index.ts'
import { silent } from './databases.ts'
import { nonce, type StubIdp } from './stub-idp.ts'

export const script: Actor = { kind: 'iam', accessKeyId: 'AKID', arn: 'arn:aws:iam::000000000000:user/root' }
export const password = 'correct horse battery'
export const state = 's'.repeat(43)
const publicOrigin = 'http://localhost:3000'
const tables = ['User', 'ConsoleSession', 'Invitation', 'Setting', 'AuditEvent', 'SignInProvider', 'SignInLink']

export const emptied = async (db: Database): Promise<void> => {
  for (const table of tables) await db.raw(`DELETE FROM "${table}"`)
}

/** What the browser brings back of an honest sign-in. */
export const answer = {
  ...{ parameters: { code: 'c', state }, state, nonce, codeVerifier: 'v'.repeat(43) },
  intent: { to: 'sign-in' as const },
}
/** As GitHub's: without a nonce. */
export const githubAnswer = { ...answer, nonce: undefined }

/** People and their ways in on a real database: one node of as many as a test makes. */
export function signInNode(
  db: Database,
  more: { file?: string; logger?: typeof silent; deadlineMs?: number; clock?: { now(): number } } = {},
) {
  const { logger = silent, clock = { now: () => Date.now() }, deadlineMs } = more
  const changes = createChangeBus()
  const urlPolicy = createUrlPolicy({ isLoopback: true, egressAllow: [], publicOrigin })
  const keyring = createKeyring([{ id: 'k1', key: new Secret(Buffer.alloc(32, 7).toString('base64')) }])
  const [people, audit, store] = [prismaPeopleStore(db), createAudit(prismaAuditStore(db)), prismaSignInStore(db)]
  const about = { store, keyring, urlPolicy, changes, publicOrigin, logger }
  const file = createSignInFile({ ...about, file: more.file ?? '/nowhere/sign-in.json' })
  const signIn = createSignIn({
    ...{ ...about, people, audit, clock, file: file.path, deadlineMs },
    fetch: createEgress({ urlPolicy, logger }).fetch,
  })
  const accounts = createAccounts({
    ...{ store: prismaAccountStore(db), people, audit, changes, clock },
    roleSourceOf: (userId) => signIn.links.roleSourceOf(userId),
  })
  return { accounts, signIn, file, changes, store, barred: createBarredAccounts({ store, changes, clock }) }
}

export const providerOf = (idp: StubIdp, more: object = {}) => ({
  ...{ id: 'company', kind: 'oidc' as const, name: 'Company', issuer: idp.issuer },
  ...{ clientId: 'console', clientSecret: 'planted', whoMayJoin: 'anybody' as const },
  ...more,
})
