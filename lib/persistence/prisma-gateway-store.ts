import type { Gateway as Row } from '../../prisma/generated/sqlite/client.ts'
import type { GatewayRecord, GatewaySettings, GatewayStore } from '../gateways/gateway.store.ts'
import type { Database } from '../platform/db/index.ts'
import { newId } from '../platform/random.ts'
import { conditionalChange, insertWithAudit } from './unit-of-work.ts'

export function prismaGatewayStore(db: Database): GatewayStore {
  const { gateway: rows } = db.client
  return {
    async insert({ record, clientToken, inputHash }, audit) {
      const changeId = newId()
      const row = rows.create({
        data: {
          id: record.id,
          name: record.name,
          settings: JSON.stringify(record.settings),
          status: record.status,
          statusReasons: JSON.stringify(record.statusReasons),
          clientToken: clientToken ?? null,
          clientTokenHash: clientToken === undefined ? null : inputHash,
          version: record.version,
          changeId,
          createdAt: BigInt(record.createdAt),
          updatedAt: BigInt(record.updatedAt),
        },
      })
      const result = await insertWithAudit(db, { inserts: [row], audit, changeId })
      if (result.inserted) return 'stored'
      return result.constraint === 'Gateway_clientToken_key' ? 'token-taken' : 'name-taken'
    },

    async find(id) {
      const row = await rows.findUnique({ where: { id } })
      return row ? toRecord(row) : undefined
    },

    async findByClientToken(clientToken) {
      const row = await rows.findUnique({ where: { clientToken } })
      return row ? { record: toRecord(row), inputHash: row.clientTokenHash ?? '' } : undefined
    },

    async page(after, limit) {
      const found = await rows.findMany({
        where: after === undefined ? {} : { id: { gt: after } },
        orderBy: { id: 'asc' },
        take: limit,
      })
      return found.map(toRecord)
    },

    all: async () => (await rows.findMany({ orderBy: { name: 'asc' } })).map(toRecord),

    markReady: async (id) =>
      (await db.raw(`UPDATE "Gateway" SET "status" = 'READY' WHERE "id" = ? AND "status" = 'CREATING'`, id)) === 1,

    replace(id, version, settings: GatewaySettings, audit) {
      const changeId = newId()
      return conditionalChange(db, {
        table: 'Gateway',
        id,
        changeId,
        audit,
        update: {
          sql: `UPDATE "Gateway" SET "settings" = ?, "status" = 'READY', "statusReasons" = '[]', "version" = "version" + 1,
                "changeId" = ?, "updatedAt" = ${db.nowSql} WHERE "id" = ? AND "version" = ? AND "status" <> 'DELETING'`,
          params: [JSON.stringify(settings), changeId, id, version],
        },
      })
    },

    markDeleting(id, version, audit) {
      const changeId = newId()
      return conditionalChange(db, {
        table: 'Gateway',
        id,
        changeId,
        audit,
        update: {
          sql: `UPDATE "Gateway" SET "status" = 'DELETING', "version" = "version" + 1, "changeId" = ?,
                "updatedAt" = ${db.nowSql} WHERE "id" = ? AND "version" = ? AND "status" <> 'DELETING'
                AND NOT EXISTS (SELECT 1 FROM "Target" WHERE "Target"."gatewayId" = "Gateway"."id")`,
          params: [changeId, id, version],
        },
      })
    },

    async erase(id) {
      const isGoing = `EXISTS (SELECT 1 FROM "Gateway" WHERE "id" = ? AND "status" = 'DELETING')`
      await db.batch([
        db.statement(`DELETE FROM "GatewayApiKey" WHERE "gatewayId" = ? AND ${isGoing}`, id, id),
        db.statement(`DELETE FROM "Gateway" WHERE "id" = ? AND "status" = 'DELETING'`, id),
      ])
    },
  }
}

function toRecord(row: Row): GatewayRecord {
  return {
    id: row.id,
    name: row.name,
    settings: JSON.parse(row.settings) as GatewaySettings,
    status: row.status as GatewayRecord['status'],
    statusReasons: JSON.parse(row.statusReasons) as string[],
    version: row.version,
    createdAt: Number(row.createdAt),
    updatedAt: Number(row.updatedAt),
  }
}
