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
      const changed = await db.raw(
        `INSERT INTO "McpClient" (${columns}) SELECT ${values} WHERE
           (SELECT COUNT(*) FROM "McpClient" WHERE "registeredFrom" = ? AND "createdAt" > ${db.nowSql} - CAST(? AS BIGINT)) < CAST(? AS BIGINT)
           AND (SELECT COUNT(*) FROM "McpClient" WHERE "kind" = 'dynamic' AND "usedAt" IS NULL) < CAST(? AS BIGINT)
           AND (SELECT COUNT(*) FROM "McpClient") < CAST(? AS BIGINT)`,
        ...params(client),
        client.registeredFrom ?? null,
        limits.perAddressMs,
        limits.perAddress,
        limits.unused,
        limits.inAll,
      )
      return changed === 1
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
