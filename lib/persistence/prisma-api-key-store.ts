import type { GatewayApiKey as Row } from '../../prisma/generated/sqlite/client.ts'
import type { ApiKeyRecord, ApiKeyStore } from '../gateways/keys/api-key.store.ts'
import type { Actor } from '../kernel/principals.ts'
import type { Database } from '../platform/db/index.ts'
import { newId } from '../platform/random.ts'
import { changeTook, conditionalChange } from './unit-of-work.ts'
import { violatedConstraint } from './violated-constraint.ts'

/** Statements of one commit. */
const chunk = 200

export function prismaApiKeyStore(db: Database): ApiKeyStore {
  const { gatewayApiKey: rows } = db.client
  const table = 'GatewayApiKey'
  const hasRoom = (most: number, gatewayId: string) => ({
    sql: `EXISTS (SELECT 1 FROM "Gateway" WHERE "id" = ? AND "status" <> 'DELETING')
      AND (SELECT COUNT(*) FROM "GatewayApiKey" WHERE "gatewayId" = ?) < CAST(? AS BIGINT)`,
    params: [gatewayId, gatewayId, most],
  })

  return {
    async insert(key, mostPerGateway, audit) {
      const changeId = newId()
      const room = hasRoom(mostPerGateway, key.gatewayId)
      const targetIds = key.targetIds === undefined ? null : JSON.stringify(key.targetIds)
      try {
        const took = await conditionalChange(db, {
          ...{ table, id: key.id, changeId, audit },
          // Keys of one gateway are counted one after the other, and never while it is being deleted.
          lock: { sql: `UPDATE "Gateway" SET "version" = "version" WHERE "id" = ?`, params: [key.gatewayId] },
          update: {
            sql: `INSERT INTO "GatewayApiKey"
                ("id", "gatewayId", "name", "hash", "targetIds", "createdBy", "createdAt", "expiresAt", "changeId")
              SELECT ?, ?, ?, ?, ?, ?, ${db.nowSql}, CAST(? AS BIGINT), ? WHERE ${room.sql}`,
            params: [
              ...[key.id, key.gatewayId, key.name, key.hash, targetIds, JSON.stringify(key.createdBy)],
              ...[key.expiresAt, changeId, ...room.params],
            ],
          },
        })
        if (took) return 'stored'
      } catch (error) {
        if (violatedConstraint(error) === undefined) throw error
        return 'name-taken'
      }
      return (await rows.count({ where: { gatewayId: key.gatewayId } })) < mostPerGateway ? 'no-gateway' : 'too-many'
    },

    async find(gatewayId, id) {
      const row = await rows.findUnique({ where: { id, gatewayId } })
      return row ? toRecord(row) : undefined
    },

    async findByHash(hash) {
      const row = await rows.findUnique({ where: { hash } })
      return row ? toRecord(row) : undefined
    },

    byHash: async (gatewayId) =>
      new Map((await rows.findMany({ where: { gatewayId } })).map((row) => [row.hash, toRecord(row)])),

    async page(gatewayId, after, limit) {
      const found = await rows.findMany({
        where: { gatewayId, ...(after !== undefined && { name: { gt: after } }) },
        orderBy: { name: 'asc' },
        take: limit,
      })
      return found.map(toRecord)
    },

    endEarlier(id, expiresAt, audit) {
      const changeId = newId()
      return conditionalChange(db, {
        ...{ table, id, changeId, audit },
        update: {
          sql: `UPDATE "GatewayApiKey" SET "expiresAt" = ?, "changeId" = ?
            WHERE "id" = ? AND "expiresAt" > ? AND "revokedAt" IS NULL`,
          params: [expiresAt, changeId, id, expiresAt],
        },
      })
    },

    revoke(id, audit) {
      const changeId = newId()
      return conditionalChange(db, {
        ...{ table, id, changeId, audit },
        update: {
          sql: `UPDATE "GatewayApiKey" SET "revokedAt" = ${db.nowSql}, "changeId" = ?
            WHERE "id" = ? AND "revokedAt" IS NULL`,
          params: [changeId, id],
        },
      })
    },

    remove(id, audit) {
      const row = { table, id, changeId: newId() }
      const took = changeTook(row)
      return conditionalChange(db, {
        ...{ ...row, audit },
        update: { sql: `UPDATE "GatewayApiKey" SET "changeId" = ? WHERE "id" = ?`, params: [row.changeId, id] },
        then: [{ sql: `DELETE FROM "GatewayApiKey" WHERE "id" = ? AND ${took.sql}`, params: [id, ...took.params] }],
      })
    },

    async touch(uses) {
      for (let start = 0; start < uses.length; start += chunk)
        await db.batch(
          uses
            .slice(start, start + chunk)
            .map(({ id, at }) =>
              db.statement(
                `UPDATE "GatewayApiKey" SET "lastUsedAt" = ? WHERE "id" = ? AND ("lastUsedAt" IS NULL OR "lastUsedAt" < ?)`,
                ...[at, id, at],
              ),
            ),
        )
    },
  }
}

function toRecord(row: Row): ApiKeyRecord {
  const { id, gatewayId, name, targetIds, createdBy, createdAt, expiresAt, revokedAt, lastUsedAt } = row
  return {
    ...{ id, gatewayId, name, createdAt: Number(createdAt), expiresAt: Number(expiresAt) },
    createdBy: JSON.parse(createdBy) as Actor,
    ...(targetIds !== null && { targetIds: JSON.parse(targetIds) as string[] }),
    ...(revokedAt !== null && { revokedAt: Number(revokedAt) }),
    ...(lastUsedAt !== null && { lastUsedAt: Number(lastUsedAt) }),
  }
}
