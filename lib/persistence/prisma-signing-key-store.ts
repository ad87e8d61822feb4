import type { NewKey, SigningKeyStore, StoredKey } from '../authz-server/keys/signing-key.store.ts'
import type { Database } from '../platform/db/index.ts'
import { newId } from '../platform/random.ts'
import { changeTook, conditionalChange, insertWithAudit } from './unit-of-work.ts'

const columns = '"kid", "slot", "publicJwk", "privateSealed", "createdAt", "activatedAt", "changeId"'
type Row = Omit<StoredKey, 'activatedAt' | 'retiredAt'> & { activatedAt: number | null; retiredAt: number | null }
const order = { active: 0, next: 1 }

export function prismaSigningKeyStore(db: Database): SigningKeyStore {
  const params = (key: NewKey) => [key.publicJwk, key.privateSealed] as const
  const insert = (key: NewKey, slot: 'active' | 'next') =>
    db.statement(
      `INSERT INTO "SigningKey" (${columns})
       VALUES (?, ?, ?, ?, ${db.nowSql}, ${slot === 'active' ? db.nowSql : 'NULL'}, ?)`,
      key.kid,
      slot,
      ...params(key),
      newId(),
    )
  return {
    async all() {
      const rows = await db.query<Row>(
        'SELECT "kid", "slot", "publicJwk", "privateSealed", "activatedAt", "retiredAt" FROM "SigningKey" ORDER BY "createdAt" DESC',
      )
      const keys = rows.map(({ activatedAt, retiredAt, ...key }) => ({
        ...key,
        ...(activatedAt !== null && { activatedAt }),
        ...(retiredAt !== null && { retiredAt }),
      }))
      const rank = ({ slot }: StoredKey) => (slot === null ? 2 : order[slot])
      return { keys: keys.sort((left, right) => rank(left) - rank(right)), now: await db.now() }
    },

    async insertFirst(active, next) {
      await insertWithAudit(db, { inserts: [insert(active, 'active'), insert(next, 'next')] })
    },

    async rotate(active, next, fresh, audit) {
      const changeId = newId()
      const change = { table: 'SigningKey', idColumn: 'kid' as const, id: active, changeId }
      const took = changeTook(change)
      return await conditionalChange(db, {
        ...change,
        update: {
          sql: `UPDATE "SigningKey" SET "slot" = NULL, "retiredAt" = ${db.nowSql}, "changeId" = ?
                WHERE "kid" = ? AND "slot" = 'active'
                  AND EXISTS (SELECT 1 FROM "SigningKey" "other" WHERE "other"."kid" = ? AND "other"."slot" = 'next')`,
          params: [changeId, active, next],
        },
        audit,
        then: [
          {
            sql: `UPDATE "SigningKey" SET "slot" = 'active', "activatedAt" = ${db.nowSql} WHERE "kid" = ? AND ${took.sql}`,
            params: [next, ...took.params],
          },
          {
            sql: `INSERT INTO "SigningKey" (${columns}) SELECT ?, 'next', ?, ?, ${db.nowSql}, NULL, ? WHERE ${took.sql}`,
            params: [fresh.kid, ...params(fresh), newId(), ...took.params],
          },
        ],
      })
    },

    purge: (olderThanMs) =>
      db.raw(
        `DELETE FROM "SigningKey" WHERE "slot" IS NULL AND "retiredAt" <= ${db.nowSql} - CAST(? AS BIGINT)`,
        olderThanMs,
      ),
  }
}
