import type { PeopleStore, PersonRecord } from '../accounts/people.store.ts'
import type { Database, Statement } from '../platform/db/index.ts'
import { newId } from '../platform/random.ts'
import { gatewayIdsOf, gatewayIdsText, roleOf } from './account-columns.ts'
import { administratorsLock, spareLastAdministrator } from './last-administrator.ts'
import { auditRow, changeTook, conditionalChange, insertWithAudit } from './unit-of-work.ts'

interface PersonRow {
  userId: string
  email: string
  role: string
  gatewayIds: string | null
  passwordHash: string
  createdAt: number
  disabledAt: number | null
  lastSignInAt: number | null
  invitedUntil: number | null
  /** 1 where an account at a provider signs the person in. */
  linked: number
}

export function prismaPeopleStore(db: Database): PeopleStore {
  const people = `SELECT "User"."id" AS "userId", "email", "role", "gatewayIds", "passwordHash", "User"."createdAt",
      "disabledAt", "lastSignInAt",
      CASE WHEN "Invitation"."expiresAt" > ${db.nowSql} THEN "Invitation"."expiresAt" END AS "invitedUntil",
      CASE WHEN EXISTS (SELECT 1 FROM "SignInLink" WHERE "SignInLink"."userId" = "User"."id") THEN 1 ELSE 0 END AS "linked"
    FROM "User" LEFT JOIN "Invitation" ON "Invitation"."userId" = "User"."id"`
  const endSessions = (userId: string, guard: Statement): Statement => ({
    sql: `UPDATE "ConsoleSession" SET "endedAt" = ${db.nowSql} WHERE "userId" = ? AND "endedAt" IS NULL AND ${guard.sql}`,
    params: [userId, ...guard.params],
  })
  const invitationRow = (userId: string, { tokenHash, lifetimeMs }: { tokenHash: string; lifetimeMs: number }) => ({
    columns: `"Invitation" ("userId", "tokenHash", "createdAt", "expiresAt")`,
    values: `?, ?, ${db.nowSql}, ${db.nowSql} + ?`,
    params: [userId, tokenHash, lifetimeMs],
  })

  return {
    async page(after, limit) {
      const rows = await db.query<PersonRow>(`${people} WHERE "email" > ? ORDER BY "email" LIMIT ?`, after ?? '', limit)
      return rows.map(personOf)
    },

    async find(userId) {
      const [row] = await db.query<PersonRow>(`${people} WHERE "User"."id" = ?`, userId)
      return row && personOf(row)
    },

    async invite({ userId, email, role, gatewayIds }, invitation, audit) {
      const { columns, values, params } = invitationRow(userId, invitation)
      const inserts = [
        db.statement(
          `INSERT INTO "User" ("id", "email", "passwordHash", "role", "gatewayIds", "createdAt") VALUES (?, ?, '', ?, ?, ${db.nowSql})`,
          ...[userId, email, role, gatewayIdsText(gatewayIds)],
        ),
        db.statement(`INSERT INTO ${columns} VALUES (${values})`, ...params),
      ]
      return (await insertWithAudit(db, { inserts, audit })).inserted
    },

    renewInvitation(userId, invitation, audit) {
      const changeId = newId()
      const took = changeTook({ table: 'User', id: userId, changeId })
      const { columns, values, params } = invitationRow(userId, invitation)
      return conditionalChange(db, {
        ...{ table: 'User', id: userId, changeId, audit },
        update: {
          sql: `UPDATE "User" SET "changeId" = ? WHERE "id" = ? AND "disabledAt" IS NULL`,
          params: [changeId, userId],
        },
        then: [
          { sql: `DELETE FROM "Invitation" WHERE "userId" = ? AND ${took.sql}`, params: [userId, ...took.params] },
          { sql: `INSERT INTO ${columns} SELECT ${values} WHERE ${took.sql}`, params: [...params, ...took.params] },
        ],
      })
    },

    async findInvited(tokenHash) {
      const [row] = await db.query<PersonRow>(
        `${people} WHERE "Invitation"."tokenHash" = ? AND "Invitation"."expiresAt" > ${db.nowSql} AND "disabledAt" IS NULL`,
        tokenHash,
      )
      return row && personOf(row)
    },

    acceptInvitation(userId, tokenHash, passwordHash, audit) {
      const changeId = newId()
      const took = changeTook({ table: 'User', id: userId, changeId })
      return conditionalChange(db, {
        ...{ table: 'User', id: userId, changeId, audit },
        // PostgreSQL judges a row that it had to wait for anew, but not what it had read of other tables before. Everybody takes
        // the person's row first, so that nobody waits in a circle.
        lock: { sql: `UPDATE "User" SET "changeId" = "changeId" WHERE "id" = ?`, params: [userId] },
        update: {
          sql: `UPDATE "User" SET "passwordHash" = ?, "changeId" = ? WHERE "id" = ? AND "disabledAt" IS NULL AND EXISTS
            (SELECT 1 FROM "Invitation" WHERE "userId" = "User"."id" AND "tokenHash" = ? AND "expiresAt" > ${db.nowSql})`,
          params: [passwordHash, changeId, userId, tokenHash],
        },
        then: [
          endSessions(userId, took),
          { sql: `DELETE FROM "Invitation" WHERE "userId" = ? AND ${took.sql}`, params: [userId, ...took.params] },
        ],
      })
    },

    change(userId, { role, gatewayIds, disabled }, audit) {
      const changeId = newId()
      const took = changeTook({ table: 'User', id: userId, changeId })
      const keepsAdmin = role === 'admin' && !disabled
      return conditionalChange(db, {
        ...{ table: 'User', id: userId, changeId, audit, lock: administratorsLock },
        update: {
          sql: `UPDATE "User" SET "role" = ?, "gatewayIds" = ?, "changeId" = ?,
              "disabledAt" = ${disabled ? `COALESCE("disabledAt", ${db.nowSql})` : 'NULL'}
            WHERE "id" = ?${keepsAdmin ? '' : ` AND ${spareLastAdministrator}`}`,
          params: [role, gatewayIdsText(gatewayIds), changeId, userId],
        },
        then: disabled ? [endSessions(userId, took)] : [],
      })
    },

    remove(userId, audit) {
      const changeId = newId()
      const took = changeTook({ table: 'User', id: userId, changeId })
      const guarded = (sql: string): Statement => ({ sql: `${sql} AND ${took.sql}`, params: [userId, ...took.params] })
      return conditionalChange(db, {
        ...{ table: 'User', id: userId, changeId, audit, lock: administratorsLock },
        update: {
          sql: `UPDATE "User" SET "changeId" = ? WHERE "id" = ? AND ${spareLastAdministrator}`,
          params: [changeId, userId],
        },
        then: [
          guarded('DELETE FROM "ConsoleSession" WHERE "userId" = ?'),
          guarded('DELETE FROM "Invitation" WHERE "userId" = ?'),
          guarded('DELETE FROM "SignInLink" WHERE "userId" = ?'),
          guarded('DELETE FROM "User" WHERE "id" = ?'),
        ],
      })
    },

    sessions: (userId) =>
      db.query(
        `SELECT "id" AS "sessionId", "createdAt", "expiresAt", "userAgent" FROM "ConsoleSession"
         WHERE "userId" = ? AND "endedAt" IS NULL AND "expiresAt" > ${db.nowSql} ORDER BY "createdAt" DESC LIMIT 200`,
        userId,
      ),

    async endSessions(userId, except, audit) {
      const changeId = newId()
      await db.batch([
        db.statement(
          `UPDATE "ConsoleSession" SET "endedAt" = ${db.nowSql}, "changeId" = ?
           WHERE "userId" = ? AND "id" <> ? AND "endedAt" IS NULL`,
          ...[changeId, userId, except ?? ''],
        ),
        auditRow(db, audit),
      ])
      const rows = await db.query<{ id: string }>(`SELECT "id" FROM "ConsoleSession" WHERE "changeId" = ?`, changeId)
      return rows.map(({ id }) => id)
    },
  }
}

function personOf(row: PersonRow): PersonRecord {
  const { userId, email, createdAt, lastSignInAt, invitedUntil } = row
  return {
    ...{ userId, email, role: roleOf(row.role), createdAt, ...gatewayIdsOf(row.gatewayIds) },
    status: row.disabledAt !== null ? 'disabled' : row.passwordHash === '' && row.linked === 0 ? 'invited' : 'active',
    ...(lastSignInAt !== null && { lastSignInAt }),
    ...(invitedUntil !== null && { invitedUntil }),
  }
}
