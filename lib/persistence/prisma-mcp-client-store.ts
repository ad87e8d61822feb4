import type { ClientStore, NewClient, StoredClient } from '../authz-server/clients/client.store.ts'
import type { Database } from '../platform/db/index.ts'
import { auditRow, insertWithAudit } from './unit-of-work.ts'

type Row = Omit<StoredClient, 'metadata' | 'secretHash' | 'usedAt'> & {
  metadata: string
  secretHash: string | null
  usedAt: number | null
}
const columns = '"id", "kind", "name", "metadata", "secretHash", "registeredFrom", "createdBy", "createdAt"'
const read = '"id", "kind", "name", "metadata", "secretHash", "createdBy", "createdAt", "usedAt"'

const clientOf = ({ metadata, secretHash, usedAt, ...row }: Row): StoredClient => ({
  ...row,
  metadata: JSON.parse(metadata) as StoredClient['metadata'],
  ...(secretHash !== null && { secretHash }),
  ...(usedAt !== null && { usedAt }),
})

export function prismaMcpClientStore(db: Database): ClientStore {
  const values = `?, ?, ?, ?, ?, ?, ?, ${db.nowSql}`
  const params = (client: NewClient) =>
    [
      client.id,
      client.kind,
      client.name,
      JSON.stringify(client.metadata),
      client.secretHash ?? null,
      client.registeredFrom ?? null,
      client.createdBy,
    ] as const

  const limit = 'CAST(? AS BIGINT)'
  const unused = `"kind" = 'dynamic' AND "usedAt" IS NULL`
  const ripe = `"createdAt" <= ${db.nowSql} - CAST(? AS BIGINT)`
  const all = '(SELECT COUNT(*) FROM "McpClient")'
  const allUnused = `(SELECT COUNT(*) FROM "McpClient" WHERE ${unused})`
  const ofNetwork = `(SELECT COUNT(*) FROM "McpClient" WHERE ${unused} AND "registeredFrom" = ?)`
  /** The network with the most of them, if that is more than the newcomer's would have with it. */
  const crowded = `(SELECT "registeredFrom" FROM "McpClient" WHERE ${unused} GROUP BY "registeredFrom"
    HAVING COUNT(*) > ${ofNetwork} + 1 ORDER BY COUNT(*) DESC, "registeredFrom" LIMIT 1)`

  return {
    async find(id) {
      const [row] = await db.query<Row>(`SELECT ${read} FROM "McpClient" WHERE "id" = ?`, id)
      return row && clientOf(row)
    },

    async insert(client, audit) {
      const insert = db.statement(`INSERT INTO "McpClient" (${columns}) VALUES (${values})`, ...params(client))
      await insertWithAudit(db, { inserts: [insert], audit })
    },

    async insertWithin(client, limits) {
      const insert = () =>
        db.raw(
          `INSERT INTO "McpClient" (${columns}) SELECT ${values}
           WHERE ${ofNetwork} < ${limit} AND ${allUnused} < ${limit} AND ${all} < ${limit}`,
          ...[...params(client), from, limits.perNetwork, limits.unused, limits.inAll],
        )
      const from = client.registeredFrom ?? null
      if ((await insert()) === 1) return true
      // The outer condition is asked again of a row that somebody allows at the same time.
      const inItsNetwork = await db.raw(
        `DELETE FROM "McpClient" WHERE ${unused} AND "id" = CASE WHEN ${ofNetwork} >= ${limit} THEN
           (SELECT "id" FROM "McpClient" WHERE ${unused} AND "registeredFrom" = ? AND ${ripe}
            ORDER BY "createdAt", "id" LIMIT 1) END`,
        ...[from, limits.perNetwork, from, limits.yieldMs],
      )
      const inAll = await db.raw(
        `DELETE FROM "McpClient" WHERE ${unused} AND "id" = CASE
           WHEN ${ofNetwork} < ${limit} AND (${allUnused} >= ${limit} OR ${all} >= ${limit}) THEN
           (SELECT "id" FROM "McpClient" WHERE ${unused} AND ("registeredFrom" = ${crowded} OR ${ripe})
            ORDER BY CASE WHEN "registeredFrom" = ${crowded} THEN 0 ELSE 1 END, "createdAt", "id" LIMIT 1) END`,
        ...[from, limits.perNetwork, limits.unused, limits.inAll, from, limits.yieldMs, from],
      )
      return inItsNetwork + inAll > 0 && (await insert()) === 1
    },

    async list() {
      const rows = await db.query<Row>(`SELECT ${read} FROM "McpClient" ORDER BY "createdAt" DESC, "id"`)
      return rows.map(clientOf)
    },

    async remove(id, audit) {
      const [rows] = await db.batch([
        db.statement('DELETE FROM "McpClient" WHERE "id" = ?', id),
        db.statement('DELETE FROM "ClientConsent" WHERE "clientId" = ?', id),
        db.statement('DELETE FROM "AuthzArtifact" WHERE "clientId" = ?', id),
        auditRow(db, audit),
      ])
      return rows === 1
    },

    async markUsed(id) {
      await db.raw(`UPDATE "McpClient" SET "usedAt" = ${db.nowSql} WHERE "id" = ?`, id)
    },

    reap: ({ unusedMs, idleMs }) =>
      db.raw(
        `DELETE FROM "McpClient" WHERE "kind" = 'dynamic' AND (
           ("usedAt" IS NULL AND "createdAt" <= ${db.nowSql} - CAST(? AS BIGINT))
           OR ("usedAt" <= ${db.nowSql} - CAST(? AS BIGINT)))`,
        unusedMs,
        idleMs,
      ),
  }
}
