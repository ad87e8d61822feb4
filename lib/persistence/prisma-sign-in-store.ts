import type { SignInProviderRecord, SignInStore } from '../accounts/sign-in/sign-in.store.ts'
import type { SignInProvider as Row } from '../../prisma/generated/sqlite/client.ts'
import type { Database, Statement } from '../platform/db/index.ts'
import { newId } from '../platform/random.ts'
import { gatewayIdsOf, gatewayIdsText, roleOf } from './account-columns.ts'
import { administratorsLock, spareLastAdministrator } from './last-administrator.ts'
import { changeTook, conditionalChange, insertWithAudit, type ChangedRow } from './unit-of-work.ts'
import { violatedConstraint } from './violated-constraint.ts'

export function prismaSignInStore(db: Database): SignInStore {
  const { signInProvider: providers } = db.client
  const linkColumns =
    '"SignInLink" ("id", "userId", "iss", "sub", "label", "cameBy", "createdAt", "lastUsedAt", "changeId")'

  /** A change that also inserts: false by its condition, or the constraint that the insert met. */
  const changeUnlessTaken = async (change: Parameters<typeof conditionalChange>[1]): Promise<boolean | string> => {
    try {
      return await conditionalChange(db, change)
    } catch (error) {
      const constraint = violatedConstraint(error)
      if (constraint === undefined) throw error
      return constraint
    }
  }

  /** A statement of `then`; `endedBy` tells which ones it ended. */
  const endSessions = (where: string, params: Statement['params'], row: ChangedRow): Statement => {
    const took = changeTook(row)
    return {
      sql: `UPDATE "ConsoleSession" SET "endedAt" = ${db.nowSql}, "changeId" = ?
        WHERE ${where} AND "endedAt" IS NULL AND "expiresAt" > ${db.nowSql} AND ${took.sql}`,
      params: [row.changeId, ...params, ...took.params],
    }
  }
  const endedBy = async (changeId: string): Promise<string[]> =>
    (await db.query<{ id: string }>(`SELECT "id" FROM "ConsoleSession" WHERE "changeId" = ?`, changeId)).map(
      ({ id }) => id,
    )

  return {
    providers: async () =>
      (await providers.findMany({ orderBy: { name: 'asc' } })).map((row) => ({
        ...recordOf(row),
        version: row.changeId,
      })),
    async find(id) {
      const row = await providers.findUnique({ where: { id } })
      return row ? recordOf(row) : undefined
    },

    async create(provider, audit) {
      const now = BigInt(Date.now())
      const insert = providers.create({ data: { ...dataOf(provider), createdAt: now, updatedAt: now } })
      return (await insertWithAudit(db, { inserts: [insert], audit })).inserted
    },

    async update(provider, audit, version) {
      const row = { table: 'SignInProvider', id: provider.id, changeId: newId() }
      const { name, clientId, secretSealed, scopes, groupClaim, roleByGroup, whoMayJoin } = dataOf(provider)
      const which = whichProvider(provider.id, version)
      const took = await changeUnlessTaken({
        ...{ ...row, audit },
        update: {
          sql: `UPDATE "SignInProvider" SET "name" = ?, "clientId" = ?, "secretSealed" = ?, "scopes" = ?, "groupClaim" = ?,
              "roleByGroup" = ?, "whoMayJoin" = ?, "bindsCallers" = ${sqlBoolean(provider.bindsCallers)},
              "enabled" = ${sqlBoolean(provider.enabled)}, "fromFile" = ${sqlBoolean(provider.fromFile)},
              "updatedAt" = ${db.nowSql}, "changeId" = ? WHERE ${which.sql}`,
          params: [
            ...[name, clientId, secretSealed, scopes, groupClaim, roleByGroup, whoMayJoin, row.changeId],
            ...which.params,
          ],
        },
        then: provider.enabled ? [] : [endSessions(ofIssuer('?'), [provider.issuer], row)],
      })
      if (typeof took === 'string') return { done: 'taken', endedSessions: [] }
      return { done: took ? 'updated' : 'gone', endedSessions: provider.enabled ? [] : await endedBy(row.changeId) }
    },

    async remove(id, audit, version) {
      const row = { table: 'SignInProvider', id, changeId: newId() }
      const took = changeTook(row)
      const which = whichProvider(id, version)
      const removed = await conditionalChange(db, {
        ...{ ...row, audit },
        update: {
          sql: `UPDATE "SignInProvider" SET "changeId" = ? WHERE ${which.sql}`,
          params: [row.changeId, ...which.params],
        },
        then: [
          endSessions(ofIssuer('(SELECT "issuer" FROM "SignInProvider" WHERE "id" = ?)'), [id], row),
          { sql: `DELETE FROM "SignInProvider" WHERE "id" = ? AND ${took.sql}`, params: [id, ...took.params] },
        ],
      })
      return removed ? endedBy(row.changeId) : undefined
    },

    async ownerOf({ iss, sub }) {
      const link = await db.client.signInLink.findUnique({ where: { iss_sub: { iss, sub } } })
      const row = link && (await db.client.user.findUnique({ where: { id: link.userId } }))
      if (!row) return undefined
      return {
        ...{ userId: row.id, email: row.email, role: roleOf(row.role), ...gatewayIdsOf(row.gatewayIds) },
        ...{ disabled: row.disabledAt !== null, cameBy: link.cameBy },
      }
    },

    async insertPerson(person, { iss, sub, label }, audit) {
      const user = db.statement(
        `INSERT INTO "User" ("id", "email", "passwordHash", "role", "gatewayIds", "createdAt") VALUES (?, ?, '', ?, ?, ${db.nowSql})`,
        ...[person.userId, person.email, person.role, gatewayIdsText(person.gatewayIds)],
      )
      const link = db.statement(
        `INSERT INTO ${linkColumns} VALUES (?, ?, ?, ?, ?, TRUE, ${db.nowSql}, NULL, '')`,
        ...[newId(), person.userId, iss, sub, label],
      )
      const done = await insertWithAudit(db, { inserts: [user, link], audit })
      if (done.inserted) return 'inserted'
      return done.constraint.startsWith('SignInLink') ? 'subject' : 'address'
    },

    async link({ userId, iss, sub, label }, audit) {
      const changeId = newId()
      const took = changeTook({ table: 'User', id: userId, changeId })
      const linked = await changeUnlessTaken({
        ...{ table: 'User', id: userId, changeId, audit },
        update: {
          sql: `UPDATE "User" SET "changeId" = ? WHERE "id" = ? AND "disabledAt" IS NULL`,
          params: [changeId, userId],
        },
        then: [
          {
            sql: `INSERT INTO ${linkColumns} SELECT ?, ?, ?, ?, ?, FALSE, ${db.nowSql}, NULL, '' WHERE ${took.sql}`,
            params: [newId(), userId, iss, sub, label, ...took.params],
          },
        ],
      })
      return linked === true
    },

    async accept({ userId, iss, sub, label }, tokenHash, audit) {
      const changeId = newId()
      const took = changeTook({ table: 'User', id: userId, changeId })
      const accepted = await changeUnlessTaken({
        ...{ table: 'User', id: userId, changeId, audit },
        // As with a password: PostgreSQL does not judge anew what it had read of other tables before it waited.
        lock: {
          sql: `UPDATE "Invitation" SET "expiresAt" = "expiresAt" WHERE "tokenHash" = ?`,
          params: [tokenHash],
        },
        update: {
          sql: `UPDATE "User" SET "changeId" = ? WHERE "id" = ? AND "disabledAt" IS NULL AND EXISTS
            (SELECT 1 FROM "Invitation" WHERE "userId" = "User"."id" AND "tokenHash" = ? AND "expiresAt" > ${db.nowSql})`,
          params: [changeId, userId, tokenHash],
        },
        then: [
          {
            sql: `INSERT INTO ${linkColumns} SELECT ?, ?, ?, ?, ?, FALSE, ${db.nowSql}, NULL, '' WHERE ${took.sql}`,
            params: [newId(), userId, iss, sub, label, ...took.params],
          },
          { sql: `DELETE FROM "Invitation" WHERE "userId" = ? AND ${took.sql}`, params: [userId, ...took.params] },
        ],
      })
      if (typeof accepted === 'string') return 'subject'
      return accepted ? 'accepted' : 'spent'
    },

    async links(userId) {
      const rows = await db.client.signInLink.findMany({ where: { userId }, orderBy: { createdAt: 'asc' }, take: 100 })
      return rows.map(({ id, iss, sub, label, cameBy, roleGroup, createdAt, lastUsedAt }) => ({
        ...{ linkId: id, issuer: iss, sub, label, cameBy, createdAt: Number(createdAt) },
        ...(roleGroup !== null && { roleGroup }),
        ...(lastUsedAt !== null && { lastUsedAt: Number(lastUsedAt) }),
      }))
    },

    unlink(userId, linkId, audit) {
      const changeId = newId()
      const took = changeTook({ table: 'User', id: userId, changeId })
      return conditionalChange(db, {
        ...{ table: 'User', id: userId, changeId, audit },
        // Two of two links that are taken away at once must not both go: the second has to see the first one's end.
        lock: lockOfUser(userId),
        update: {
          sql: `UPDATE "User" SET "changeId" = ? WHERE "id" = ?
              AND EXISTS (SELECT 1 FROM "SignInLink" WHERE "id" = ? AND "userId" = "User"."id")
              AND ("passwordHash" <> '' OR EXISTS
                (SELECT 1 FROM "SignInLink" WHERE "userId" = "User"."id" AND "id" <> ?
                  AND "iss" IN (SELECT "issuer" FROM "SignInProvider" WHERE "enabled" = TRUE)))`,
          params: [changeId, userId, linkId, linkId],
        },
        then: [{ sql: `DELETE FROM "SignInLink" WHERE "id" = ? AND ${took.sql}`, params: [linkId, ...took.params] }],
      })
    },

    async takeAway(userId, linkId, audit) {
      const row = { table: 'User', id: userId, changeId: newId() }
      const took = changeTook(row)
      const taken = await conditionalChange(db, {
        ...{ ...row, audit, lock: lockOfUser(userId) },
        update: {
          sql: `UPDATE "User" SET "changeId" = ? WHERE "id" = ? AND "disabledAt" IS NULL
              AND EXISTS (SELECT 1 FROM "SignInLink" WHERE "id" = ? AND "userId" = "User"."id")`,
          params: [row.changeId, userId, linkId],
        },
        then: [
          endSessions('"signInLinkId" = ?', [linkId], row),
          { sql: `DELETE FROM "SignInLink" WHERE "id" = ? AND ${took.sql}`, params: [linkId, ...took.params] },
        ],
      })
      return taken ? endedBy(row.changeId) : undefined
    },

    // Rows' locks first, so that no session slips in beside a change that ends them all.
    openSession({ sessionId, lifetimeMs, userAgent }, { userId, iss, sub, label, roleGroup }, audit) {
      const row = { table: 'User', id: userId, changeId: newId() }
      const took = changeTook(row)
      return conditionalChange(db, {
        ...{ ...row, audit },
        lock: [
          { sql: `UPDATE "SignInProvider" SET "id" = "id" WHERE "issuer" = ?`, params: [iss] },
          lockOfUser(userId),
        ],
        update: {
          sql: `UPDATE "User" SET "lastSignInAt" = ${db.nowSql}, "changeId" = ? WHERE "id" = ? AND "disabledAt" IS NULL
              AND EXISTS (SELECT 1 FROM "SignInLink" WHERE "userId" = "User"."id" AND "iss" = ? AND "sub" = ?)
              AND EXISTS (SELECT 1 FROM "SignInProvider" WHERE "issuer" = ? AND "enabled" = TRUE)`,
          params: [row.changeId, userId, iss, sub, iss],
        },
        then: [
          {
            sql: `INSERT INTO "ConsoleSession"
                    ("id", "userId", "createdAt", "expiresAt", "userAgent", "signInLinkId", "changeId")
                  SELECT ?, "userId", ${db.nowSql}, ${db.nowSql} + ?, ?, "id", ? FROM "SignInLink"
                  WHERE "iss" = ? AND "sub" = ? AND ${took.sql}`,
            params: [sessionId, lifetimeMs, userAgent, row.changeId, iss, sub, ...took.params],
          },
          {
            sql: `UPDATE "SignInLink" SET "lastUsedAt" = ${db.nowSql}, "label" = ?, "roleGroup" = ?
                  WHERE "iss" = ? AND "sub" = ? AND ${took.sql}`,
            params: [label, roleGroup ?? null, iss, sub, ...took.params],
          },
        ],
      })
    },

    barred: (most) => db.query(`${barredAccounts} LIMIT ?`, most),
    isBarred: async ({ iss, sub }) =>
      (await db.query(`${barredAccounts} AND "iss" = ? AND "sub" = ?`, iss, sub)).length > 0,

    setRole(userId, role, audit) {
      const changeId = newId()
      return conditionalChange(db, {
        ...{ table: 'User', id: userId, changeId, audit, lock: administratorsLock },
        update: {
          sql: `UPDATE "User" SET "role" = ?, "gatewayIds" = NULL, "changeId" = ? WHERE "id" = ? AND "disabledAt" IS NULL
            ${role === 'admin' ? '' : `AND ${spareLastAdministrator}`}`,
          params: [role, changeId, userId],
        },
      })
    },
  }
}

const barredAccounts = `SELECT "iss", "sub" FROM "User" JOIN "SignInLink" ON "SignInLink"."userId" = "User"."id"
  WHERE "disabledAt" IS NOT NULL`

const ofIssuer = (issuer: string) => `"signInLinkId" IN (SELECT "id" FROM "SignInLink" WHERE "iss" = ${issuer})`

const lockOfUser = (userId: string): Statement => ({
  sql: `UPDATE "User" SET "id" = "id" WHERE "id" = ?`,
  params: [userId],
})

const whichProvider = (id: string, version: string | undefined): Statement =>
  version === undefined
    ? { sql: '"id" = ?', params: [id] }
    : { sql: '"id" = ? AND "changeId" = ?', params: [id, version] }

const sqlBoolean = (value: boolean): string => (value ? 'TRUE' : 'FALSE')

const dataOf = ({ roleByGroup, groupClaim, ...provider }: SignInProviderRecord) => ({
  ...provider,
  groupClaim: groupClaim ?? null,
  roleByGroup: JSON.stringify(roleByGroup),
})

function recordOf({ createdAt: _, updatedAt: __, changeId: ___, ...row }: Row): SignInProviderRecord {
  const { groupClaim, ...provider } = row
  return {
    ...provider,
    kind: row.kind as SignInProviderRecord['kind'],
    whoMayJoin: row.whoMayJoin as SignInProviderRecord['whoMayJoin'],
    roleByGroup: JSON.parse(row.roleByGroup) as SignInProviderRecord['roleByGroup'],
    ...(groupClaim !== null && { groupClaim }),
  }
}
