import type { WorkloadIdentity as Row } from '../../prisma/generated/sqlite/client.ts'
import type { StoredWorkload, WorkloadStore } from '../identity/workload/workload.store.ts'
import type { Database } from '../platform/db/index.ts'
import { newId } from '../platform/random.ts'
import { changeTook, conditionalChange, insertWithAudit } from './unit-of-work.ts'

export function prismaWorkloadStore(db: Database): WorkloadStore {
  const { workloadIdentity: rows } = db.client
  const changed = (name: string) =>
    ({ table: 'WorkloadIdentity', idColumn: 'name', id: name, changeId: newId() }) as const

  return {
    async find(name) {
      const row = await rows.findUnique({ where: { name } })
      return row ? toStored(row) : undefined
    },
    async list({ after, limit }) {
      const where = after === undefined ? {} : { name: { gt: after } }
      return (await rows.findMany({ where, orderBy: { name: 'asc' }, take: limit })).map(toStored)
    },
    async create(row, audit) {
      const changeId = newId()
      const insert = rows.create({
        data: {
          name: row.name,
          allowedReturnUrls: JSON.stringify(row.allowedReturnUrls),
          gatewayId: row.gatewayId ?? null,
          changeId,
          createdAt: BigInt(row.createdAt),
          updatedAt: BigInt(row.updatedAt),
        },
      })
      return (await insertWithAudit(db, { inserts: [insert], audit, changeId })).inserted
    },
    update(name, version, { allowedReturnUrls, updatedAt }, audit) {
      const row = changed(name)
      return conditionalChange(db, {
        ...row,
        update: {
          sql: `UPDATE "WorkloadIdentity" SET "allowedReturnUrls" = ?, "version" = "version" + 1, "changeId" = ?,
            "updatedAt" = ? WHERE "name" = ? AND "version" = ?`,
          params: [JSON.stringify(allowedReturnUrls), row.changeId, updatedAt, name, version],
        },
        audit,
      })
    },
    remove(name, audit) {
      const row = changed(name)
      const took = changeTook(row)
      return conditionalChange(db, {
        ...row,
        update: { sql: `UPDATE "WorkloadIdentity" SET "changeId" = ? WHERE "name" = ?`, params: [row.changeId, name] },
        audit,
        then: [
          { sql: `DELETE FROM "WorkloadIdentity" WHERE "name" = ? AND ${took.sql}`, params: [name, ...took.params] },
        ],
      })
    },
  }
}

const toStored = (row: Row): StoredWorkload => ({
  name: row.name,
  allowedReturnUrls: JSON.parse(row.allowedReturnUrls) as string[],
  ...(row.gatewayId !== null && { gatewayId: row.gatewayId }),
  version: row.version,
  createdAt: Number(row.createdAt),
  updatedAt: Number(row.updatedAt),
})
