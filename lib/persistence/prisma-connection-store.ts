import type { Connection as Row } from '../../prisma/generated/sqlite/client.ts'
import type { ConnectionGrant, ConnectionStore, StoredConnection } from '../identity/vault/connection.store.ts'
import type { Database, Param } from '../platform/db/index.ts'
import { newId } from '../platform/random.ts'
import { connectionListing } from './connection-listing.ts'
import { revocationInsert } from './prisma-revocation-store.ts'
import { changeTook, conditionalChange, insertWithAudit } from './unit-of-work.ts'

const setGrant = `"extraScopes" = ?, "grantedScopes" = ?, "resource" = ?, "accessSealed" = ?, "refreshSealed" = ?, "expiresAt" = ?,
  "obtainedAt" = ?, "status" = 'ACTIVE', "failure" = NULL, "version" = "version" + 1, "leaseOwner" = NULL,
  "leaseUntil" = NULL, "attemptDigest" = NULL, "attemptAt" = NULL, "attemptPhase" = NULL, "changeId" = ?, "updatedAt" = ?`

const grantParams = (grant: ConnectionGrant, changeId: string): Param[] => [
  JSON.stringify(grant.extraScopes),
  JSON.stringify(grant.grantedScopes),
  grant.resource ?? null,
  grant.accessSealed,
  grant.refreshSealed ?? null,
  grant.expiresAt ?? null,
  grant.obtainedAt,
  changeId,
  grant.obtainedAt,
]

export function prismaConnectionStore(db: Database): ConnectionStore {
  const { connection: rows } = db.client
  const changed = (id: string) => ({ table: 'Connection', id, changeId: newId() })

  return {
    ...connectionListing(db),

    async findByKey(keyHash) {
      const row = await rows.findUnique({ where: { keyHash } })
      return row ? toStored(row) : undefined
    },
    ofProvider: async (providerName) => (await rows.findMany({ where: { providerName } })).map(toStored),
    ofWorkload: async (workloadName) => (await rows.findMany({ where: { workloadName } })).map(toStored),
    ofUser: async (userText) => (await rows.findMany({ where: { userText } })).map(toStored),

    async create(row, audit) {
      const changeId = newId()
      const insert = rows.create({
        data: {
          id: row.id,
          keyHash: row.keyHash,
          workloadName: row.workloadName,
          userText: row.userText,
          user: JSON.stringify(row.user),
          providerName: row.providerName,
          scopes: JSON.stringify(row.scopes),
          extraScopes: JSON.stringify(row.extraScopes),
          grantedScopes: JSON.stringify(row.grantedScopes),
          resource: row.resource ?? null,
          accessSealed: row.accessSealed,
          refreshSealed: row.refreshSealed ?? null,
          expiresAt: row.expiresAt === undefined ? null : BigInt(row.expiresAt),
          obtainedAt: BigInt(row.obtainedAt),
          status: 'ACTIVE',
          changeId,
          createdAt: BigInt(row.obtainedAt),
          updatedAt: BigInt(row.obtainedAt),
        },
      })
      return (await insertWithAudit(db, { inserts: [insert], audit, changeId })).inserted
    },

    replace(id, version, grant, audit) {
      const row = changed(id)
      return conditionalChange(db, {
        ...row,
        update: {
          sql: `UPDATE "Connection" SET ${setGrant} WHERE "id" = ? AND "version" = ?`,
          params: [...grantParams(grant, row.changeId), id, version],
        },
        audit,
      })
    },

    async claimRefresh(id, version, { owner, digest, leaseMs }) {
      const [row] = await db.query<{ leaseNo: number }>(
        `UPDATE "Connection" SET "leaseOwner" = ?, "leaseNo" = "leaseNo" + 1, "leaseUntil" = ${db.nowSql} + ?,
          "attemptDigest" = ?, "attemptAt" = ${db.nowSql}, "attemptPhase" = 'SENT'
          WHERE "id" = ? AND "version" = ? AND "status" = 'ACTIVE' AND ("leaseUntil" IS NULL OR "leaseUntil" < ${db.nowSql})
          RETURNING "leaseNo"`,
        owner,
        leaseMs,
        digest,
        id,
        version,
      )
      return row?.leaseNo
    },
    async releaseRefresh(id, leaseNo) {
      await db.raw(
        `UPDATE "Connection" SET "leaseOwner" = NULL, "leaseUntil" = NULL, "attemptDigest" = NULL, "attemptAt" = NULL,
          "attemptPhase" = NULL WHERE "id" = ? AND "leaseNo" = ?`,
        id,
        leaseNo,
      )
    },
    async saveRefreshed(id, version, leaseNo, grant) {
      const sql = `UPDATE "Connection" SET ${setGrant} WHERE "id" = ? AND "version" = ? AND "leaseNo" = ?`
      return (await db.raw(sql, ...grantParams(grant, newId()), id, version, leaseNo)) === 1
    },

    needsReauth(id, version, failure, audit) {
      const row = changed(id)
      return conditionalChange(db, {
        ...row,
        update: {
          sql: `UPDATE "Connection" SET "status" = 'NEEDS_REAUTH', "failure" = ?, "leaseOwner" = NULL, "leaseUntil" = NULL,
            "attemptDigest" = NULL, "attemptAt" = NULL, "attemptPhase" = NULL, "changeId" = ?, "updatedAt" = ${db.nowSql}
            WHERE "id" = ? AND "version" = ? AND "status" = 'ACTIVE'`,
          params: [failure, row.changeId, id, version],
        },
        audit,
      })
    },

    remove(id, version, { reason, audit, revocation }) {
      const row = changed(id)
      const took = changeTook(row)
      return conditionalChange(db, {
        ...row,
        update: {
          sql: `UPDATE "Connection" SET "changeId" = ? WHERE "id" = ? AND "version" = ?`,
          params: [row.changeId, id, version],
        },
        audit,
        then: [
          ...(revocation ? [revocationInsert(db, revocation, took)] : []),
          {
            sql: `INSERT INTO "EndedConnection"
                ("keyHash", "workloadName", "userText", "user", "providerName", "scopes", "reason", "endedAt", "revocationId")
              SELECT "keyHash", "workloadName", "userText", "user", "providerName", "scopes", ?, ${db.nowSql}, CAST(? AS TEXT)
                FROM "Connection" WHERE "id" = ? AND ${took.sql}
              ON CONFLICT ("keyHash") DO UPDATE SET "reason" = excluded."reason", "endedAt" = excluded."endedAt",
                "revocationId" = excluded."revocationId"`,
            params: [reason, revocation?.id ?? null, id, ...took.params],
          },
          { sql: `DELETE FROM "Connection" WHERE "id" = ? AND ${took.sql}`, params: [id, ...took.params] },
        ],
      })
    },
  }
}

const toStored = (row: Row): StoredConnection => ({
  id: row.id,
  keyHash: row.keyHash,
  workloadName: row.workloadName,
  user: JSON.parse(row.user) as StoredConnection['user'],
  providerName: row.providerName,
  scopes: JSON.parse(row.scopes) as string[],
  extraScopes: JSON.parse(row.extraScopes) as string[],
  grantedScopes: JSON.parse(row.grantedScopes) as string[],
  ...(row.resource !== null && { resource: row.resource }),
  accessSealed: row.accessSealed,
  ...(row.refreshSealed !== null && { refreshSealed: row.refreshSealed }),
  ...(row.expiresAt !== null && { expiresAt: Number(row.expiresAt) }),
  obtainedAt: Number(row.obtainedAt),
  status: row.status as StoredConnection['status'],
  version: row.version,
})
