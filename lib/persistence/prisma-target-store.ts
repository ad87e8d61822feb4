import type { CatalogueVersion as CatalogueRow } from '../../prisma/generated/sqlite/client.ts'
import type { Database, Statement } from '../platform/db/index.ts'
import { newId } from '../platform/random.ts'
import type { AlongWith, NewCatalogue, ReachedTarget, TargetPatch, TargetStore } from '../targets/target.store.ts'
import { prismaApprovals } from './approval-statements.ts'
import { toCatalogue, toRun, toTarget } from './target-rows.ts'
import { assignments, endRun, openRun, storeCatalogue } from './target-statements.ts'
import { changeTook, conditionalChange } from './unit-of-work.ts'
import { violatedConstraint } from './violated-constraint.ts'

export function prismaTargetStore(db: Database): TargetStore {
  const { target: rows, syncRun, catalogueVersion } = db.client

  /** Undefined where a unique constraint stood in the way: then nothing of the batch is stored. */
  const unlessTaken = async (work: Promise<boolean>): Promise<{ took: boolean } | { constraint: string }> =>
    work.then(
      (took) => ({ took }),
      (error: unknown) => {
        const constraint = violatedConstraint(error)
        if (constraint === undefined) throw error
        return { constraint }
      },
    )

  const change = async (
    id: string,
    version: number,
    patch: TargetPatch,
    along: AlongWith,
    catalogue?: NewCatalogue,
  ) => {
    const changeId = newId()
    const row = { table: 'Target', id, changeId }
    const guard = changeTook(row)
    const set = assignments(db, patch, changeId)
    const serves: Statement = catalogue
      ? { sql: ', "servingVersionId" = ?, "staleSince" = NULL', params: [catalogue.id] }
      : nothing
    const gateway: Statement =
      along.gatewayVersion === undefined
        ? nothing
        : {
            sql: ` AND EXISTS (SELECT 1 FROM "Gateway" WHERE "Gateway"."id" = "Target"."gatewayId" AND "Gateway"."version" = ?)`,
            params: [along.gatewayVersion],
          }
    const result = await unlessTaken(
      conditionalChange(db, {
        ...row,
        audit: along.audit,
        update: {
          sql: `UPDATE "Target" SET ${set.sql}${serves.sql} WHERE "id" = ? AND "version" = ?${gateway.sql}`,
          params: [...set.params, ...serves.params, id, version, ...gateway.params],
        },
        then: [
          ...(along.fails === undefined ? [] : [endRun(db, id, along.fails, guard)]),
          ...(along.opens === undefined ? [] : [openRun(db, id, along.opens, guard)]),
          ...(catalogue === undefined ? [] : storeCatalogue(db, id, catalogue, guard)),
        ],
      }),
    )
    if ('constraint' in result) return 'name-taken' as const
    const changed = result.took ? await rows.findUnique({ where: { id } }) : null
    return changed ? toTarget(changed) : ('stale' as const)
  }

  return {
    ...prismaApprovals(db),

    async insert({ record, clientToken, inputHash, run, catalogue }, gatewayVersion, audit) {
      const changeId = newId()
      const row = { table: 'Gateway', id: record.gatewayId, changeId }
      const guard = changeTook(row)
      const insert: Statement = {
        sql: `INSERT INTO "Target" ("id", "gatewayId", "name", "description", "configuration", "credentials", "status",
                "servingVersionId", "clientToken", "clientTokenHash", "changeId", "dueAt", "createdAt", "updatedAt")
              SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS BIGINT)
              WHERE ${guard.sql}`,
        params: [
          ...[record.id, record.gatewayId, record.name, record.description ?? null],
          ...[JSON.stringify(record.configuration), JSON.stringify(record.credentials), record.status],
          ...[catalogue?.id ?? null, clientToken ?? null, clientToken === undefined ? null : inputHash, changeId],
          ...[record.dueAt ?? null, record.createdAt, record.updatedAt],
          ...guard.params,
        ],
      }
      const result = await unlessTaken(
        conditionalChange(db, {
          ...row,
          audit,
          update: {
            sql: `UPDATE "Gateway" SET "version" = "version" + 1, "changeId" = ?
                  WHERE "id" = ? AND "version" = ? AND "status" <> 'DELETING'`,
            params: [changeId, record.gatewayId, gatewayVersion],
          },
          then: [
            insert,
            openRun(db, record.id, run, guard),
            ...(catalogue ? storeCatalogue(db, record.id, catalogue, guard) : []),
          ],
        }),
      )
      if ('constraint' in result) return result.constraint === 'Target_clientToken_key' ? 'token-taken' : 'name-taken'
      return result.took ? 'stored' : 'gateway-changed'
    },

    async find(gatewayId, targetId) {
      const row = await rows.findFirst({ where: { id: targetId, gatewayId } })
      return row ? toTarget(row) : undefined
    },

    async findByClientToken(clientToken) {
      const row = await rows.findUnique({ where: { clientToken } })
      return row ? { record: toTarget(row), inputHash: row.clientTokenHash ?? '' } : undefined
    },

    async page(gatewayId, after, limit) {
      const where = { gatewayId, ...(after !== undefined && { name: { gt: after } }) }
      return (await rows.findMany({ where, orderBy: { name: 'asc' }, take: limit })).map(toTarget)
    },

    async all(gatewayId) {
      const orderBy = [{ gatewayId: 'asc' as const }, { name: 'asc' as const }]
      return (await rows.findMany({ where: gatewayId === undefined ? {} : { gatewayId }, orderBy })).map(toTarget)
    },

    change: (id, version, patch, along = {}) => change(id, version, patch, along),
    publish: (id, version, patch, catalogue, along = {}) => change(id, version, patch, along, catalogue),

    async markStale(id) {
      await db.raw(`UPDATE "Target" SET "staleSince" = ${db.nowSql} WHERE "id" = ? AND "staleSince" IS NULL`, id)
    },

    remove(id, version, audit) {
      const changeId = newId()
      const row = { table: 'Target', id, changeId }
      const guard = changeTook(row)
      const gone = (table: string, column: string): Statement => ({
        sql: `DELETE FROM "${table}" WHERE "${column}" = ? AND ${guard.sql}`,
        params: [id, ...guard.params],
      })
      return conditionalChange(db, {
        ...row,
        audit,
        update: {
          sql: `UPDATE "Target" SET "status" = 'DELETING', "changeId" = ? WHERE "id" = ? AND "version" = ?`,
          params: [changeId, id, version],
        },
        then: [
          gone('SyncRun', 'targetId'),
          gone('CatalogueVersion', 'targetId'),
          gone('ToolApproval', 'targetId'),
          gone('Target', 'id'),
        ],
      })
    },

    async pastDue() {
      const late = await db.query<{ id: string }>(`SELECT "id" FROM "Target" WHERE "dueAt" < ${db.nowSql}`)
      return (await rows.findMany({ where: { id: { in: late.map((row) => row.id) } } })).map(toTarget)
    },

    pending: async () => (await rows.findMany({ where: { sessionId: { not: null } } })).map(toTarget),

    async runs(targetId, limit) {
      const newestFirst = [{ startedAt: 'desc' as const }, { id: 'asc' as const }]
      return (await syncRun.findMany({ where: { targetId }, orderBy: newestFirst, take: limit })).map(toRun)
    },

    async catalogue(versionId) {
      const row = await catalogueVersion.findUnique({ where: { id: versionId } })
      return row ? toCatalogue(row) : undefined
    },

    async serving(gatewayId) {
      const found = await db.query<CatalogueRow>(
        `SELECT "CatalogueVersion".* FROM "CatalogueVersion"
         JOIN "Target" ON "Target"."servingVersionId" = "CatalogueVersion"."id"${gatewayId === undefined ? '' : ' WHERE "Target"."gatewayId" = ?'}`,
        ...(gatewayId === undefined ? [] : [gatewayId]),
      )
      return found.map(toCatalogue)
    },

    async reached() {
      const found = await db.query<Omit<ReachedTarget, 'credentials'> & { credentials: string }>(
        `SELECT "Target"."gatewayId", "Target"."id" AS "targetId", "Target"."name", "CatalogueVersion"."endpoint",
           "CatalogueVersion"."credentials"
         FROM "Target" JOIN "CatalogueVersion" ON "CatalogueVersion"."id" = "Target"."servingVersionId"
         ORDER BY "Target"."gatewayId", "Target"."name"`,
      )
      return found.map(({ credentials, ...target }) => ({
        ...target,
        credentials: JSON.parse(credentials) as ReachedTarget['credentials'],
      }))
    },
  }
}

const nothing: Statement = { sql: '', params: [] }
