import type { Database, Statement } from '../platform/db/index.ts'
import { approveWhole } from './approval-statements.ts'
import type { NewCatalogue, NewRun, TargetPatch } from '../targets/target.store.ts'

/**
 * Statements that go along with a change of a target. `guard` is an EXISTS that holds only where that change took.
 * Casts: in a SELECT list PostgreSQL takes an uncast parameter for text.
 */
export function endRun(db: Database, targetId: string, reason: string, guard: Statement): Statement {
  return {
    sql: `UPDATE "SyncRun" SET "outcome" = 'failed', "endedAt" = ${db.nowSql}, "reason" = ?
          WHERE "targetId" = ? AND "outcome" = 'running' AND ${guard.sql}`,
    params: [reason, targetId, ...guard.params],
  }
}

export function openRun(db: Database, targetId: string, run: NewRun, guard: Statement): Statement {
  return {
    sql: `INSERT INTO "SyncRun" ("id", "targetId", "kind", "method", "endpoint", "startedBy", "startedAt", "outcome")
          SELECT ?, ?, ?, ?, ?, ?, ${db.nowSql}, 'running' WHERE ${guard.sql}`,
    params: [run.id, targetId, run.kind, run.method, run.endpoint, run.startedBy, ...guard.params],
  }
}

/** Stores the catalogue under the next number of the target, then ends the running run with it. */
export function storeCatalogue(db: Database, targetId: string, catalogue: NewCatalogue, guard: Statement): Statement[] {
  const { id, method, endpoint, toolCount, hash, diff } = catalogue
  return [
    {
      sql: `INSERT INTO "CatalogueVersion" ("id", "targetId", "number", "method", "endpoint", "credentials", "tools",
              "prompts", "resources", "resourceTemplates", "server", "toolCount", "hash", "createdBy", "createdAt")
            SELECT ?, ?, (SELECT COALESCE(MAX("number"), 0) + 1 FROM "CatalogueVersion" WHERE "targetId" = ?), ?, ?, ?, ?,
              ?, ?, ?, ?, CAST(? AS INTEGER), ?,
              COALESCE((SELECT "startedBy" FROM "SyncRun" WHERE "targetId" = ? AND "outcome" = 'running' LIMIT 1), ''),
              ${db.nowSql}
            WHERE ${guard.sql}`,
      params: [
        ...[id, targetId, targetId, method, endpoint, JSON.stringify(catalogue.credentials), catalogue.tools],
        ...[catalogue.prompts, catalogue.resources, catalogue.resourceTemplates, catalogue.server],
        ...[toolCount, hash, targetId],
        ...guard.params,
      ],
    },
    {
      sql: `UPDATE "SyncRun" SET "outcome" = 'succeeded', "endedAt" = ${db.nowSql}, "toolCount" = ?, "diff" = ?,
              "catalogueVersion" = (SELECT "number" FROM "CatalogueVersion" WHERE "id" = ?)
            WHERE "targetId" = ? AND "outcome" = 'running' AND ${guard.sql}`,
      params: [toolCount, diff === undefined ? null : JSON.stringify(diff), id, targetId, ...guard.params],
    },
    ...(catalogue.approves ? approveWhole(targetId, id, guard) : []),
  ]
}

/** The SET list of a patch; `version`, `changeId` and `updatedAt` move with every change. */
export function assignments(db: Database, patch: TargetPatch, changeId: string): Statement {
  const parts: string[] = []
  const params: (string | number | bigint | null)[] = []
  const set = (column: string, value: string | bigint | null) => {
    parts.push(`"${column}" = ?`)
    params.push(value)
  }
  set('status', patch.status)
  if (patch.settings !== undefined) {
    set('name', patch.settings.name)
    set('description', patch.settings.description ?? null)
    set('configuration', JSON.stringify(patch.settings.configuration))
    set('credentials', JSON.stringify(patch.settings.credentials))
  }
  if (patch.statusReasons !== undefined) set('statusReasons', JSON.stringify(patch.statusReasons))
  if (patch.sessionId !== undefined) set('sessionId', patch.sessionId)
  if (patch.authUserId !== undefined) set('authUserId', patch.authUserId)
  if (patch.lastSynchronizedAt !== undefined)
    set('lastSynchronizedAt', patch.lastSynchronizedAt === null ? null : BigInt(patch.lastSynchronizedAt))
  if (patch.due === null) set('dueAt', null)
  else if (patch.due && 'at' in patch.due) set('dueAt', BigInt(patch.due.at))
  else if (patch.due) {
    parts.push(`"dueAt" = ${db.nowSql} + CAST(? AS BIGINT)`)
    params.push(patch.due.inMs)
  }
  set('changeId', changeId)
  return { sql: [...parts, `"version" = "version" + 1`, `"updatedAt" = ${db.nowSql}`].join(', '), params }
}
