import { beforeEach, expect, test } from 'vitest'
import type { AuditEntry } from '../../lib/audit/index.ts'
import { changeTook, conditionalChange, insertWithAudit } from '../../lib/persistence/unit-of-work.ts'
import type { Database } from '../../lib/platform/db/index.ts'
import { newId } from '../../lib/platform/random.ts'
import { describeOnBothDatabases } from '../_support/databases.ts'

const audit: AuditEntry = {
  type: 'workload.updated',
  actor: { kind: 'system' },
  resource: 'workload/w',
  outcome: 'ok',
  detail: { why: 'test' },
}

const insertWorkload = (db: Database, name: string) =>
  db.client.workloadIdentity.create({ data: { name, changeId: newId(), createdAt: 1n, updatedAt: 1n } })

function bump(db: Database, name: string, version: number, then?: boolean) {
  const changeId = newId()
  const row = { table: 'WorkloadIdentity', idColumn: 'name', id: name, changeId } as const
  const took = changeTook(row)
  return conditionalChange(db, {
    ...row,
    update: {
      sql: `UPDATE "WorkloadIdentity" SET "version" = "version" + 1, "updatedAt" = ${db.nowSql}, "changeId" = ?
            WHERE "name" = ? AND "version" = ?`,
      params: [changeId, name, version],
    },
    audit,
    then: then
      ? [{ sql: `DELETE FROM "WorkloadIdentity" WHERE "name" = ? AND ${took.sql}`, params: [name, ...took.params] }]
      : [],
  })
}

describeOnBothDatabases('unit of work', (open) => {
  beforeEach(async () => {
    await open().raw('DELETE FROM "WorkloadIdentity"')
    await open().raw('DELETE FROM "AuditEvent"')
  })

  test('of fifty changes at once one takes, and the audit has that one alone', async () => {
    const db = open()
    await insertWorkload(db, 'w')
    const took = await Promise.all(Array.from({ length: 50 }, () => bump(db, 'w', 1)))
    expect(took.filter(Boolean)).toHaveLength(1)
    const row = await db.client.workloadIdentity.findUniqueOrThrow({ where: { name: 'w' } })
    expect(row.version).toBe(2)
    const events = await db.client.auditEvent.findMany()
    expect(events).toHaveLength(1)
    expect(events[0]).toMatchObject({ type: 'workload.updated', outcome: 'ok', changeId: row.changeId })
    expect(JSON.parse(events[0]?.detail ?? '')).toEqual({ why: 'test' })
  })

  test('a change may end with the removal of its row, once', async () => {
    const db = open()
    await insertWorkload(db, 'w')
    const took = await Promise.all(Array.from({ length: 10 }, () => bump(db, 'w', 1, true)))
    expect(took.filter(Boolean)).toHaveLength(1)
    expect(await db.client.workloadIdentity.count()).toBe(0)
    expect(await db.client.auditEvent.count()).toBe(1)
  })

  test('of twenty inserts of one name one is stored, and the others learn which constraint they met', async () => {
    const db = open()
    const results = await Promise.all(
      Array.from({ length: 20 }, () => insertWithAudit(db, { inserts: [insertWorkload(db, 'w')], audit })),
    )
    expect(results.filter((result) => result.inserted)).toHaveLength(1)
    const lost = results.filter((result) => !result.inserted)
    expect(lost).toEqual(Array(19).fill({ inserted: false, constraint: 'WorkloadIdentity_pkey' }))
    expect(await db.client.auditEvent.count()).toBe(1)
  })

  test('a unique column is named alike on both databases', async () => {
    const db = open()
    const user = (id: string) =>
      db.client.user.create({ data: { id, email: 'a@b', passwordHash: 'x', role: 'admin', createdAt: 1n } })
    await insertWithAudit(db, { inserts: [user('1')], audit })
    const second = await insertWithAudit(db, { inserts: [user('2')], audit })
    expect(second).toEqual({ inserted: false, constraint: 'User_email_key' })
  })

  test('I4 a statement beside a batch that rolls back stays', async () => {
    const db = open()
    await insertWorkload(db, 'w')
    const rounds = Array.from({ length: 30 }, async (_, number) => {
      const failing = insertWithAudit(db, {
        inserts: [insertWorkload(db, `n${number}`), insertWorkload(db, 'w')],
        audit,
      })
      const plain = insertWorkload(db, `plain${number}`)
      expect((await failing).inserted).toBe(false)
      await plain
    })
    await Promise.all(rounds)
    const names = (await db.client.workloadIdentity.findMany()).map((row) => row.name)
    expect(names.filter((name) => name.startsWith('plain'))).toHaveLength(30)
    expect(names.filter((name) => name.startsWith('n'))).toHaveLength(0)
  })
})
