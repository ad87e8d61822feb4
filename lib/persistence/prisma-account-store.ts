import type { AccountStore, NewUser } from '../accounts/account.store.ts'
import type { Database } from '../platform/db/index.ts'
import { newId } from '../platform/random.ts'
import { gatewayIdsOf, gatewayIdsText, roleOf } from './account-columns.ts'
import { withSignIn } from './sign-in-of.ts'
import { auditRow, auditRowWhere, changeTook, conditionalChange, insertWithAudit } from './unit-of-work.ts'

const setupToken = 'setup-token'

export function prismaAccountStore(db: Database): AccountStore {
  const insertInto = '"User" ("id", "email", "passwordHash", "role", "gatewayIds", "createdAt")'
  const userParams = (user: NewUser) =>
    [user.userId, user.email, user.passwordHash, user.role, gatewayIdsText(user.gatewayIds)] as const

  return {
    hasUsers: async () => (await db.query('SELECT 1 AS "found" FROM "User" LIMIT 1')).length > 0,

    async findUser(email) {
      const row = await db.client.user.findUnique({ where: { email } })
      if (!row) return undefined
      const { id, passwordHash, disabledAt } = row
      const role = roleOf(row.role)
      return { userId: id, email, passwordHash, role, ...gatewayIdsOf(row.gatewayIds), disabled: disabledAt !== null }
    },

    async findActive(userId) {
      const row = await db.client.user.findUnique({ where: { id: userId } })
      if (row?.disabledAt !== null) return undefined
      return { userId, email: row.email, role: roleOf(row.role), ...gatewayIdsOf(row.gatewayIds) }
    },

    async replaceSetupToken(hash) {
      await db.raw(
        `INSERT INTO "Setting" ("name", "value") VALUES (?, ?) ON CONFLICT ("name") DO UPDATE SET "value" = excluded."value"`,
        setupToken,
        hash,
      )
    },

    async isSetupToken(hash) {
      const row = await db.client.setting.findUnique({ where: { name: setupToken } })
      return row?.value === hash
    },

    async insertFirstUser(user, setupTokenHash, audit) {
      // The token's row decides: who marks it as spent goes on, everybody else finds another value there.
      const spent = `spent:${newId()}`
      const took = {
        sql: 'EXISTS (SELECT 1 FROM "Setting" WHERE "name" = ? AND "value" = ?)',
        params: [setupToken, spent],
      }
      const [rows] = await db.batch([
        db.statement(
          `UPDATE "Setting" SET "value" = ? WHERE "name" = ? AND "value" = ? AND NOT EXISTS (SELECT 1 FROM "User")`,
          spent,
          setupToken,
          setupTokenHash,
        ),
        db.statement(
          `INSERT INTO ${insertInto} SELECT ?, ?, ?, ?, ?, ${db.nowSql} WHERE ${took.sql}`,
          ...userParams(user),
          ...took.params,
        ),
        auditRowWhere(db, audit, null, took),
        db.statement('DELETE FROM "Setting" WHERE "name" = ? AND "value" = ?', setupToken, spent),
      ])
      return rows === 1
    },

    async insertUser(user, audit) {
      const insert = db.statement(`INSERT INTO ${insertInto} VALUES (?, ?, ?, ?, ?, ${db.nowSql})`, ...userParams(user))
      return (await insertWithAudit(db, { inserts: [insert], audit })).inserted
    },

    async restoreAdmin(userId, passwordHash, audit) {
      await db.batch([
        db.statement(
          `UPDATE "User" SET "passwordHash" = ?, "role" = 'admin', "gatewayIds" = NULL, "disabledAt" = NULL WHERE "id" = ?`,
          ...[passwordHash, userId],
        ),
        db.statement(
          `UPDATE "ConsoleSession" SET "endedAt" = ${db.nowSql} WHERE "userId" = ? AND "endedAt" IS NULL`,
          userId,
        ),
        auditRow(db, audit),
      ])
    },

    changePassword({ userId, from, to, exceptSession }, audit) {
      const row = { table: 'User', id: userId, changeId: newId() }
      const took = changeTook(row)
      return conditionalChange(db, {
        ...row,
        audit,
        update: {
          sql: `UPDATE "User" SET "passwordHash" = ?, "changeId" = ?
                WHERE "id" = ? AND "passwordHash" = ? AND "disabledAt" IS NULL`,
          params: [to, row.changeId, userId, from],
        },
        then: [
          {
            sql: `UPDATE "ConsoleSession" SET "endedAt" = ${db.nowSql}
                  WHERE "userId" = ? AND "id" <> ? AND "endedAt" IS NULL AND ${took.sql}`,
            params: [userId, exceptSession, ...took.params],
          },
        ],
      })
    },

    // The person's row decides, so that no session slips in beside a change that ends them all.
    insertSession({ sessionId, userId, passwordHash, lifetimeMs, userAgent }, audit) {
      const row = { table: 'User', id: userId, changeId: newId() }
      const took = changeTook(row)
      return conditionalChange(db, {
        ...row,
        audit,
        update: {
          sql: `UPDATE "User" SET "lastSignInAt" = ${db.nowSql}, "changeId" = ?
                WHERE "id" = ? AND "passwordHash" = ? AND "disabledAt" IS NULL`,
          params: [row.changeId, userId, passwordHash],
        },
        then: [
          {
            sql: `INSERT INTO "ConsoleSession" ("id", "userId", "createdAt", "expiresAt", "userAgent", "changeId")
                  SELECT ?, "id", ${db.nowSql}, ${db.nowSql} + ?, ?, ? FROM "User" WHERE "id" = ? AND ${took.sql}`,
            params: [sessionId, lifetimeMs, userAgent, row.changeId, userId, ...took.params],
          },
        ],
      })
    },

    async endSession(sessionId, audit) {
      const changeId = newId()
      return await conditionalChange(db, {
        table: 'ConsoleSession',
        id: sessionId,
        changeId,
        update: {
          sql: `UPDATE "ConsoleSession" SET "endedAt" = ${db.nowSql}, "changeId" = ? WHERE "id" = ? AND "endedAt" IS NULL`,
          params: [changeId, sessionId],
        },
        audit,
      })
    },

    async findLiveSession(sessionId) {
      const [row] = await db.query<{
        userId: string
        email: string
        role: string
        gatewayIds: string | null
        linkId: string | null
        providerId: string | null
      }>(
        `SELECT "User"."id" AS "userId", "User"."email", "User"."role", "User"."gatewayIds",
           "SignInLink"."id" AS "linkId", "SignInProvider"."id" AS "providerId"
         FROM "ConsoleSession" JOIN "User" ON "User"."id" = "ConsoleSession"."userId"
           ${withSignIn('ConsoleSession', 'userId')}
         WHERE "ConsoleSession"."id" = ? AND "ConsoleSession"."endedAt" IS NULL
           AND "ConsoleSession"."expiresAt" > ${db.nowSql} AND "User"."disabledAt" IS NULL`,
        sessionId,
      )
      if (!row) return undefined
      const { userId, email, role, gatewayIds, linkId, providerId } = row
      return {
        ...{ userId, email, role: roleOf(role), ...gatewayIdsOf(gatewayIds) },
        ...(linkId !== null && providerId !== null && { signedInWith: { linkId, providerId } }),
      }
    },
  }
}
