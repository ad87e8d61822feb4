import type { CredentialProvider as Row } from '../../prisma/generated/sqlite/client.ts'
import type {
  CredentialProviderStore,
  ProviderRecord,
} from '../identity/credential-providers/credential-provider.store.ts'
import type { Database } from '../platform/db/index.ts'
import { newId } from '../platform/random.ts'
import { changeTook, conditionalChange, insertWithAudit } from './unit-of-work.ts'

export function prismaCredentialProviderStore(db: Database): CredentialProviderStore {
  const { credentialProvider: rows } = db.client
  const changed = (name: string) =>
    ({ table: 'CredentialProvider', idColumn: 'name', id: name, changeId: newId() }) as const

  return {
    async find(name) {
      const row = await rows.findUnique({ where: { name } })
      return row ? toRecord(row) : undefined
    },
    async list({ after, limit }) {
      const where = after === undefined ? {} : { name: { gt: after } }
      return (await rows.findMany({ where, orderBy: { name: 'asc' }, take: limit })).map(toRecord)
    },
    count: () => rows.count(),

    async create(record, audit) {
      const changeId = newId()
      const insert = rows.create({
        data: {
          name: record.name,
          vendor: record.vendor,
          config: JSON.stringify(record.config),
          secretSealed: record.secretSealed ?? null,
          callbackId: record.callbackId,
          changeId,
          createdAt: BigInt(record.createdAt),
          updatedAt: BigInt(record.updatedAt),
        },
      })
      return (await insertWithAudit(db, { inserts: [insert], audit, changeId })).inserted
    },

    update(name, version, { vendor, config, secretSealed, updatedAt }, audit) {
      const row = changed(name)
      return conditionalChange(db, {
        ...row,
        update: {
          sql: `UPDATE "CredentialProvider" SET "vendor" = ?, "config" = ?, "secretSealed" = ?, "omitResource" = FALSE,
            "version" = "version" + 1, "changeId" = ?, "updatedAt" = ? WHERE "name" = ? AND "version" = ?`,
          params: [vendor, JSON.stringify(config), secretSealed ?? null, row.changeId, updatedAt, name, version],
        },
        audit,
      })
    },

    remove(name, audit) {
      const row = changed(name)
      const took = changeTook(row)
      return conditionalChange(db, {
        ...row,
        update: {
          sql: `UPDATE "CredentialProvider" SET "changeId" = ? WHERE "name" = ?`,
          params: [row.changeId, name],
        },
        audit,
        then: [
          {
            sql: `DELETE FROM "CredentialProvider" WHERE "name" = ? AND ${took.sql}`,
            params: [name, ...took.params],
          },
        ],
      })
    },

    async setOmitResource(name) {
      await db.raw(`UPDATE "CredentialProvider" SET "omitResource" = TRUE WHERE "name" = ?`, name)
    },

    async reserveCallback(callbackId, lifetimeMs) {
      await db.batch([
        db.statement(`DELETE FROM "CallbackReservation" WHERE "expiresAt" <= ${db.nowSql}`),
        db.statement(
          `INSERT INTO "CallbackReservation" ("callbackId", "expiresAt") VALUES (?, ${db.nowSql} + ?)`,
          callbackId,
          lifetimeMs,
        ),
      ])
    },
    async takeReservation(callbackId) {
      const sql = `DELETE FROM "CallbackReservation" WHERE "callbackId" = ? AND "expiresAt" > ${db.nowSql}`
      return (await db.raw(sql, callbackId)) === 1
    },
  }
}

const toRecord = (row: Row): ProviderRecord => ({
  name: row.name,
  vendor: row.vendor as ProviderRecord['vendor'],
  config: JSON.parse(row.config) as ProviderRecord['config'],
  ...(row.secretSealed !== null && { secretSealed: row.secretSealed }),
  callbackId: row.callbackId,
  omitResource: row.omitResource,
  version: row.version,
  createdAt: Number(row.createdAt),
  updatedAt: Number(row.updatedAt),
})
