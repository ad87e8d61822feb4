import type { ToolApproval as Row } from '../../prisma/generated/sqlite/client.ts'
import type { Database, Statement } from '../platform/db/index.ts'
import { newId } from '../platform/random.ts'
import type { ApprovalRow, ApprovalStore } from '../targets/approval/approval.store.ts'
import { changeTook, conditionalChange } from './unit-of-work.ts'

/** Goes along with storing a catalogue version: all that it holds is approved, and nothing else is. */
export const approveWhole = (targetId: string, versionId: string, guard: Statement): Statement[] => [
  { sql: `DELETE FROM "ToolApproval" WHERE "targetId" = ? AND ${guard.sql}`, params: [targetId, ...guard.params] },
  {
    sql: `INSERT INTO "ToolApproval" ("targetId", "kind", "name", "hash", "versionId", "approvedBy", "approvedAt")
          SELECT "targetId", 'catalogue', '', "hash", "id", "createdBy", "createdAt"
          FROM "CatalogueVersion" WHERE "id" = ? AND ${guard.sql}`,
    params: [versionId, ...guard.params],
  },
]

const toApproval = (row: Row): ApprovalRow => ({
  ...row,
  kind: row.kind as ApprovalRow['kind'],
  approvedAt: Number(row.approvedAt),
})

/** The approvals of a target are decided on its row, like everything about it. */
export const prismaApprovals = (db: Database): ApprovalStore => ({
  async approvals(gatewayId) {
    const rows = await db.query<Row>(
      `SELECT "ToolApproval".* FROM "ToolApproval"
       JOIN "Target" ON "Target"."id" = "ToolApproval"."targetId"${gatewayId === undefined ? '' : ' WHERE "Target"."gatewayId" = ?'}`,
      ...(gatewayId === undefined ? [] : [gatewayId]),
    )
    return rows.map(toApproval)
  },

  approve({ targetId, versionId, items, approvedBy }, audit) {
    const changeId = newId()
    const row = { table: 'Target', id: targetId, changeId }
    const guard = changeTook(row)
    return conditionalChange(db, {
      ...row,
      audit,
      // The version of the row stays: a synchronization under way is no reason to refuse, and is not disturbed.
      update: {
        sql: `UPDATE "Target" SET "changeId" = ? WHERE "id" = ? AND "servingVersionId" = ? AND "status" <> 'DELETING'`,
        params: [changeId, targetId, versionId],
      },
      then: items.map(({ kind, name, hash }) => ({
        sql: `INSERT INTO "ToolApproval" ("targetId", "kind", "name", "hash", "versionId", "approvedBy", "approvedAt")
              SELECT ?, ?, ?, ?, ?, ?, ${db.nowSql} WHERE ${guard.sql}
              ON CONFLICT ("targetId", "kind", "name") DO UPDATE SET "hash" = excluded."hash",
                "versionId" = excluded."versionId", "approvedBy" = excluded."approvedBy", "approvedAt" = excluded."approvedAt"`,
        params: [targetId, kind, name, hash, versionId, approvedBy, ...guard.params],
      })),
    })
  },
})
