import type { NewRevocation, RevocationStore, StoredRevocation } from '../identity/vault/revocation.store.ts'
import type { Database, Statement } from '../platform/db/index.ts'

const columns = '"id", "providerSnapshot", "tokensSealed", "reason", "nextAt", "createdAt"'

/** For a store that hands tokens over together with its own change; `guard` is a condition on that change. */
export function revocationInsert(db: Database, row: NewRevocation, guard?: Statement): Statement {
  return {
    sql: `INSERT INTO "Revocation" (${columns}) SELECT ?, ?, ?, ?, ${db.nowSql} + ?, ${db.nowSql}${
      guard ? ` WHERE ${guard.sql}` : ''
    }`,
    params: [row.id, row.providerSnapshot, row.tokensSealed, row.reason, row.dueInMs, ...(guard?.params ?? [])],
  }
}

export function prismaRevocationStore(db: Database): RevocationStore {
  return {
    async insert(revocation) {
      const { sql, params } = revocationInsert(db, revocation)
      await db.raw(sql, ...params)
    },
    async makeDue(id) {
      await db.raw(`UPDATE "Revocation" SET "nextAt" = ${db.nowSql} WHERE "id" = ? AND "attempts" = 0`, id)
    },
    async claimDue(limit, hideMs) {
      const due = await db.query<StoredRevocation & { nextAt: number }>(
        `SELECT ${columns}, "attempts" FROM "Revocation" WHERE "nextAt" <= ${db.nowSql} ORDER BY "nextAt" LIMIT ${limit}`,
      )
      const claimed: StoredRevocation[] = []
      for (const { nextAt, ...row } of due) {
        const taken = await db.raw(
          `UPDATE "Revocation" SET "nextAt" = ${db.nowSql} + ?, "attempts" = "attempts" + 1 WHERE "id" = ? AND "nextAt" = ?`,
          hideMs,
          row.id,
          nextAt,
        )
        if (taken === 1) claimed.push({ ...row, attempts: row.attempts + 1 })
      }
      return claimed
    },
    async postpone(id, delayMs) {
      await db.raw(`UPDATE "Revocation" SET "nextAt" = ${db.nowSql} + ? WHERE "id" = ?`, delayMs, id)
    },
    async remove(id) {
      await db.raw(`DELETE FROM "Revocation" WHERE "id" = ?`, id)
    },
  }
}
