import type { KeyCheckStore } from '../platform/crypto/key-check.store.ts'
import type { Database } from '../platform/db/index.ts'

/** Every column that holds a sealed value. */
const sealedColumns = [
  ['CredentialProvider', 'secretSealed'],
  ['Connection', 'accessSealed'],
  ['AuthorizationSession', 'startSealed'],
  ['Revocation', 'tokensSealed'],
  ['SigningKey', 'privateSealed'],
] as const

export function prismaKeyCheckStore(db: Database): KeyCheckStore {
  return {
    async read() {
      const checks = await db.client.keyCheck.findMany({ orderBy: { keyId: 'asc' } })
      const anySealed = sealedColumns
        .map(([table, column]) => `EXISTS (SELECT 1 FROM "${table}" WHERE "${column}" IS NOT NULL)`)
        .join(' OR ')
      const rows = await db.query(`SELECT 1 AS "sealed" WHERE ${anySealed}`)
      return { checks: checks.map(({ keyId, check }) => ({ keyId, check })), sealed: rows.length > 0 }
    },
    async add(checks) {
      const inserts = checks.map(({ keyId, check }) =>
        db.statement(
          `INSERT INTO "KeyCheck" ("keyId", "check", "createdAt") VALUES (?, ?, ${db.nowSql}) ON CONFLICT DO NOTHING`,
          keyId,
          check,
        ),
      )
      await db.batch(inserts)
    },
  }
}
