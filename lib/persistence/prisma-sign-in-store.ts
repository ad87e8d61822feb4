import type { SignInProviderRecord, SignInStore } from '../accounts/sign-in/sign-in.store.ts'
import type { SignInProvider as Row } from '../../prisma/generated/sqlite/client.ts'
import type { Database } from '../platform/db/index.ts'
import { newId } from '../platform/random.ts'
import { gatewayIdsOf, gatewayIdsText, roleOf } from './account-columns.ts'
import { administratorsLock, spareLastAdministrator } from './last-administrator.ts'
import { auditRowWhere, changeTook, conditionalChange, insertWithAudit } from './unit-of-work.ts'
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

  return {
    providers: async () => (await providers.findMany({ orderBy: { name: 'asc' } })).map(recordOf),
    async find(id) {
      const row = await providers.findUnique({ where: { id } })
      return row ? recordOf(row) : undefined
    },

    async create(provider, audit) {
      const now = BigInt(Date.now())
      const insert = providers.create({ data: { ...dataOf(provider), createdAt: now, updatedAt: now } })
      return (await insertWithAudit(db, { inserts: [insert], audit })).inserted
    },

    async update(provider, audit) {
      const changeId = newId()
      const { name, clientId, secretSealed, scopes, groupClaim, roleByGroup, whoMayJoin } = dataOf(provider)
      const took = await changeUnlessTaken({
        ...{ table: 'SignInProvider', id: provider.id, changeId, audit },
        update: {
          sql: `UPDATE "SignInProvider" SET "name" = ?, "clientId" = ?, "secretSealed" = ?, "scopes" = ?, "groupClaim" = ?,
              "roleByGroup" = ?, "whoMayJoin" = ?, "bindsCallers" = ${sqlBoolean(provider.bindsCallers)},
              "enabled" = ${sqlBoolean(provider.enabled)}, "updatedAt" = ${db.nowSql}, "changeId" = ? WHERE "id" = ?`,
          params: [name, clientId, secretSealed, scopes, groupClaim, roleByGroup, whoMayJoin, changeId, provider.id],
        },
      })
      if (typeof took === 'string') return 'taken'
      return took ? 'updated' : 'gone'
    },

    remove(id, audit) {
      const row = { table: 'SignInProvider', id, changeId: newId() }
      const took = changeTook(row)
      return conditionalChange(db, {
        ...{ ...row, audit },
        update: { sql: `UPDATE "SignInProvider" SET "changeId" = ? WHERE "id" = ?`, params: [row.changeId, id] },
        then: [{ sql: `DELETE FROM "SignInProvider" WHERE "id" = ? AND ${took.sql}`, params: [id, ...took.params] }],
      })
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
      return rows.map(({ id, iss, label, createdAt, lastUsedAt }) => ({
        ...{ linkId: id, issuer: iss, label, createdAt: Number(createdAt) },
        ...(lastUsedAt !== null && { lastUsedAt: Number(lastUsedAt) }),
      }))
    },

    unlink(userId, linkId, audit) {
      const changeId = newId()
      const took = changeTook({ table: 'User', id: userId, changeId })
      return conditionalChange(db, {
        ...{ table: 'User', id: userId, changeId, audit },
        // Two of two links that are taken away at once must not both go: the second has to see the first one's end.
        lock: { sql: `UPDATE "User" SET "id" = "id" WHERE "id" = ?`, params: [userId] },
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

    async openSession({ sessionId, lifetimeMs, userAgent }, { userId, iss, sub, label }, audit) {
      const changeId = newId()
      const took = changeTook({ table: 'ConsoleSession', id: sessionId, changeId })
      const [rows] = await db.batch([
        db.statement(
          `INSERT INTO "ConsoleSession" ("id", "userId", "createdAt", "expiresAt", "userAgent", "signInLinkId", "changeId")
           SELECT ?, "User"."id", ${db.nowSql}, ${db.nowSql} + ?, ?, "SignInLink"."id", ? FROM "User"
             JOIN "SignInLink" ON "SignInLink"."userId" = "User"."id" AND "iss" = ? AND "sub" = ?
           WHERE "User"."id" = ? AND "disabledAt" IS NULL`,
          ...[sessionId, lifetimeMs, userAgent, changeId, iss, sub, userId],
        ),
        db.statement(
          `UPDATE "User" SET "lastSignInAt" = ${db.nowSql} WHERE "id" = ? AND ${took.sql}`,
          ...[userId, ...took.params],
        ),
        db.statement(
          `UPDATE "SignInLink" SET "lastUsedAt" = ${db.nowSql}, "label" = ? WHERE "iss" = ? AND "sub" = ? AND ${took.sql}`,
          ...[label, iss, sub, ...took.params],
        ),
        auditRowWhere(db, audit, changeId, took),
      ])
      return rows === 1
    },

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
