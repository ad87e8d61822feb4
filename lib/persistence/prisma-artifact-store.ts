import type { ArtifactBounds, ArtifactStore, StoredArtifact } from '../authz-server/storage/artifact.store.ts'
import type { Database, Param } from '../platform/db/index.ts'
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

/** What leaves so that one more comes in. Not one commit with it: nothing is lost but what was to leave. */
async function giveWay(db: Database, { openedFrom, perNetwork, inAll }: ArtifactBounds): Promise<void> {
  const oldestOf = (network: string) =>
    `(SELECT "id" FROM "AuthzArtifact" WHERE "openedFrom" = ${network} ORDER BY "createdAt", "id" LIMIT 1)`
  const crowded = `(SELECT "openedFrom" FROM "AuthzArtifact" WHERE "openedFrom" IS NOT NULL
    GROUP BY "openedFrom" ORDER BY COUNT(*) DESC, "openedFrom" LIMIT 1)`
  // The outer condition is asked again of a row that a person opens at the same time.
  const strangers = 'DELETE FROM "AuthzArtifact" WHERE "openedFrom" IS NOT NULL'
  await db.raw(`${strangers} AND "expiresAt" <= ${db.nowSql}`)
  await db.raw(
    `${strangers} AND "id" = CASE WHEN ${ofNetwork} >= CAST(? AS BIGINT) THEN ${oldestOf('?')} END`,
    ...[openedFrom, perNetwork, openedFrom],
  )
  await db.raw(
    `${strangers} AND "id" = CASE WHEN ${ofStrangers} >= CAST(? AS BIGINT) THEN ${oldestOf(crowded)} END`,
    inAll,
  )
}

const ofNetwork = '(SELECT COUNT(*) FROM "AuthzArtifact" WHERE "openedFrom" = ?)'
const ofStrangers = '(SELECT COUNT(*) FROM "AuthzArtifact" WHERE "openedFrom" IS NOT NULL)'

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
      const insert = (condition: string, ...more: Param[]) =>
        db.raw(
          `INSERT INTO "AuthzArtifact" ("id", "model", "grantId", "uid", "userCode", "clientId", "accountId",
             "payloadSealed", "successorId", "openedFrom", "expiresAt", "createdAt")
           SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ${db.nowSql} + CAST(? AS BIGINT), ${db.nowSql} WHERE ${condition}
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
          artifact.bounds?.openedFrom ?? null,
          artifact.lifetimeMs ?? null,
          ...more,
        )
      const { bounds } = artifact
      if (!bounds) return void (await insert('1 = 1'))
      const hasRoom = `EXISTS (SELECT 1 FROM "AuthzArtifact" WHERE "id" = ?)
        OR (${ofNetwork} < CAST(? AS BIGINT) AND ${ofStrangers} < CAST(? AS BIGINT))`
      const { openedFrom, perNetwork, inAll } = bounds
      if ((await insert(hasRoom, artifact.id, openedFrom, perNetwork, inAll)) === 1) return
      await giveWay(db, bounds)
      await insert('1 = 1')
    },

    async vouchFor(id) {
      await db.raw('UPDATE "AuthzArtifact" SET "openedFrom" = NULL WHERE "id" = ?', id)
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
