import type { ArtifactStore, StoredArtifact } from '../authz-server/storage/artifact.store.ts'
import type { Database } from '../platform/db/index.ts'
import { withSignIn } from './sign-in-of.ts'

interface Row {
  id: string
  payloadSealed: string
  consumed: number
}

/** A refresh token whose answer may have been lost: used a moment ago, and what replaced it never was. */
const inGrace = (db: Database) =>
  `"consumedAt" > ${db.nowSql} - CAST(? AS BIGINT) AND NOT EXISTS (
     SELECT 1 FROM "AuthzArtifact" "next" WHERE "next"."id" = "AuthzArtifact"."successorId" AND "next"."consumedAt" IS NOT NULL)`

export function prismaArtifactStore(db: Database): ArtifactStore {
  const alive = `("expiresAt" IS NULL OR "expiresAt" > ${db.nowSql})`
  const columns = `"id", "payloadSealed", CASE WHEN "consumedAt" IS NULL OR (${inGrace(db)}) THEN 0 ELSE 1 END AS "consumed"`
  const stored = (row: Row | undefined): StoredArtifact | undefined =>
    row && { id: row.id, payloadSealed: row.payloadSealed, consumed: row.consumed === 1 }

  return {
    async upsert(artifact) {
      const update = artifact.keepExisting
        ? 'NOTHING'
        : 'UPDATE SET "payloadSealed" = excluded."payloadSealed", "expiresAt" = excluded."expiresAt", "accountId" = excluded."accountId", "grantId" = excluded."grantId"'
      await db.raw(
        `INSERT INTO "AuthzArtifact" ("id", "model", "grantId", "uid", "userCode", "clientId", "accountId",
           "payloadSealed", "successorId", "expiresAt", "createdAt")
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ${db.nowSql} + CAST(? AS BIGINT), ${db.nowSql})
         ON CONFLICT ("id") DO ${update}`,
        artifact.id,
        artifact.model,
        artifact.grantId ?? null,
        artifact.uid ?? null,
        artifact.userCode ?? null,
        artifact.clientId ?? null,
        artifact.accountId ?? null,
        artifact.payloadSealed,
        artifact.successorId ?? null,
        artifact.lifetimeMs ?? null,
      )
    },

    async find(id, graceMs) {
      const [row] = await db.query<Row>(
        `SELECT ${columns} FROM "AuthzArtifact" WHERE "id" = ? AND ${alive}`,
        graceMs,
        id,
      )
      return stored(row)
    },

    async findBy(key, model, value) {
      const [row] = await db.query<Row>(
        `SELECT ${columns} FROM "AuthzArtifact" WHERE "${key}" = ? AND "model" = ? AND ${alive}`,
        0,
        value,
        model,
      )
      return stored(row)
    },

    async consume(id, graceMs) {
      const changed = await db.raw(
        `UPDATE "AuthzArtifact" SET "consumedAt" = COALESCE("consumedAt", ${db.nowSql})
         WHERE "id" = ? AND ${alive} AND ("consumedAt" IS NULL OR (${inGrace(db)}))`,
        id,
        graceMs,
      )
      return changed === 1
    },

    async remove(id) {
      await db.raw('DELETE FROM "AuthzArtifact" WHERE "id" = ?', id)
    },

    async removeOfGrant(model, grantId) {
      await db.raw('DELETE FROM "AuthzArtifact" WHERE "grantId" = ? AND "model" = ?', grantId, model)
    },

    async grants(accountId) {
      const whose = accountId === undefined ? '' : 'AND "accountId" = ?'
      return await db.query(
        `SELECT "id", "clientId", "accountId", "createdAt" FROM "AuthzArtifact"
         WHERE "model" = 'Grant' AND ${alive} ${whose} ORDER BY "createdAt" DESC, "id"`,
        ...(accountId === undefined ? [] : [accountId]),
      )
    },

    async keepSignIn(grantId, linkId) {
      await db.raw('UPDATE "AuthzArtifact" SET "signInLinkId" = ? WHERE "id" = ?', linkId, grantId)
    },

    async liveGrant(id) {
      const [row] = await db.query<{ providerId: string | null }>(
        `SELECT "SignInProvider"."id" AS "providerId" FROM "AuthzArtifact" ${withSignIn('AuthzArtifact', 'accountId')}
         WHERE "AuthzArtifact"."id" = ? AND ${alive}`,
        id,
      )
      return row && { ...(row.providerId !== null && { signInProviderId: row.providerId }) }
    },

    purge: () => db.raw(`DELETE FROM "AuthzArtifact" WHERE "expiresAt" <= ${db.nowSql}`),
  }
}
