import { cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import type { AuditEntry } from '../../lib/audit/index.ts'
import { prismaTargetStore } from '../../lib/persistence/prisma-target-store.ts'
import type { NewCatalogue } from '../../lib/targets/target.store.ts'
import { openDatabase } from '../../lib/platform/db/index.ts'
import { describeOnBothDatabases, freshPostgresql, freshSqlite, silent } from '../_support/databases.ts'

const audit: AuditEntry = {
  ...{
    type: 'target.definitions-approved',
    actor: { kind: 'system' },
    resource: 'gateway/g-1/target/T1',
    outcome: 'ok',
  },
}
const stored = { prompts: '[]', resources: '[]', resourceTemplates: '[]' }
const catalogue = (id: string, approves: boolean): NewCatalogue => ({
  ...{ id, method: 'sync', endpoint: 'https://mcp.example/mcp', credentials: [], tools: '[{"name":"a"}]', ...stored },
  ...{ toolCount: 1, server: '{}', hash: `hash-${id}`, approves },
})
const ready = { status: 'READY', statusReasons: [], due: null } as const
const item = (hash: string, name = 'a') => ({ kind: 'tool' as const, name, hash })

describeOnBothDatabases('approval store', (open) => {
  const store = () => prismaTargetStore(open())
  const approve = (versionId: string, items: ReturnType<typeof item>[], approvedBy = 'admin@example.com') =>
    store().approve({ targetId: 'T1', versionId, items, approvedBy }, audit)
  const audits = async () => (await open().query<{ n: number }>('SELECT COUNT(*) AS "n" FROM "AuditEvent"'))[0]?.n

  beforeEach(async () => {
    for (const table of ['Target', 'CatalogueVersion', 'SyncRun', 'AuditEvent', 'ToolApproval'])
      await open().raw(`DELETE FROM "${table}"`)
    const times = { createdAt: 1n, updatedAt: 1n }
    await open().client.target.create({
      data: {
        ...{ id: 'T1', gatewayId: 'g-1', name: 't', configuration: '{}', credentials: '[]', status: 'CREATING' },
        ...{ changeId: 'c', ...times },
      },
    })
    await open().client.syncRun.create({
      data: {
        ...{ id: 'R1', targetId: 'T1', kind: 'create', method: 'sync', endpoint: 'e', startedBy: 'maker@example.com' },
        ...{ startedAt: 1n, outcome: 'running' },
      },
    })
    await store().publish('T1', 1, ready, catalogue('V1', true))
  })

  test('a catalogue that approves leaves one row for all that it holds, in the name of who started the run', async () => {
    expect(await store().approvals()).toMatchObject([
      {
        targetId: 'T1',
        kind: 'catalogue',
        name: '',
        hash: 'hash-V1',
        versionId: 'V1',
        approvedBy: 'maker@example.com',
      },
    ])
    expect(await store().approvals('g-1')).toHaveLength(1)
    expect(await store().approvals('g-2')).toEqual([])
  })

  test('one that does not approve leaves the approvals as they were; one that does voids them', async () => {
    await approve('V1', [item('h1')])
    await store().publish('T1', 2, ready, catalogue('V2', false))
    expect((await store().approvals()).map(({ versionId }) => versionId).sort()).toEqual(['V1', 'V1'])
    await store().publish('T1', 3, ready, catalogue('V3', true))
    expect(await store().approvals()).toMatchObject([{ kind: 'catalogue', versionId: 'V3' }])
  })

  test('definitions are approved together with their audit row, and approved again by the next', async () => {
    expect(await approve('V1', [item('h1'), item('h2', 'b')])).toBe(true)
    expect(await approve('V1', [item('h3')], 'other@example.com')).toBe(true)
    const rows = (await store().approvals()).filter(({ kind }) => kind === 'tool')
    expect(rows.map(({ name, hash, approvedBy }) => [name, hash, approvedBy]).sort()).toEqual([
      ['a', 'h3', 'other@example.com'],
      ['b', 'h2', 'admin@example.com'],
    ])
    expect(await audits()).toBe(2)
  })

  test('TC-2 nothing is approved, and nothing audited, where another version serves meanwhile', async () => {
    await store().publish('T1', 2, ready, catalogue('V2', false))
    expect(await approve('V1', [item('h1')])).toBe(false)
    expect(await store().approvals()).toMatchObject([{ kind: 'catalogue' }])
    expect(await audits()).toBe(0)
  })

  test('an approval does not disturb a synchronization that is under way', async () => {
    await approve('V1', [item('h1')])
    expect(await store().publish('T1', 2, ready, catalogue('V2', false))).toMatchObject({ servingVersionId: 'V2' })
  })

  test('of a publication and an approval at the same moment the approval is of what served, or of nothing', async () => {
    const [published, approved] = await Promise.all([
      store().publish('T1', 2, ready, catalogue('V2', true)),
      approve('V1', [item('h1')]),
    ])
    expect(published).toMatchObject({ servingVersionId: 'V2' })
    expect(typeof approved).toBe('boolean')
    expect(await store().approvals()).toMatchObject([{ kind: 'catalogue', versionId: 'V2' }])
  })

  test('the approvals of a target go with it', async () => {
    await store().remove('T1', 2, audit)
    expect((await open().query<{ n: number }>('SELECT COUNT(*) AS "n" FROM "ToolApproval"'))[0]?.n).toBe(0)
  })
})

const root = join(import.meta.dirname, '../..')
describe.each([
  ['sqlite', freshSqlite],
  ['postgresql', freshPostgresql],
] as const)('migration 0003 (%s)', (kind, fresh) => {
  test('targets from before count as approved at the catalogue that serves', async () => {
    const place = await fresh()
    const installation = await mkdtemp(join(tmpdir(), 'postern-root-'))
    const folder = join(installation, 'prisma/migrations', kind)
    await cp(join(root, 'prisma/migrations'), join(installation, 'prisma/migrations'), { recursive: true })
    for (const name of await readdir(folder))
      if (/^\d/.test(name) && name >= '0003') await rm(join(folder, name), { recursive: true })
    {
      await using db = await openDatabase(place.source, silent, { root: installation })
      await db.raw(`INSERT INTO "Target" ("id", "gatewayId", "name", "configuration", "credentials", "status",
        "servingVersionId", "changeId", "createdAt", "updatedAt") VALUES ('T1', 'g', 't', '{}', '[]', 'READY', 'V2', 'c', 1, 1)`)
      for (const number of [1, 2])
        await db.raw(`INSERT INTO "CatalogueVersion" ("id", "targetId", "number", "method", "endpoint", "credentials", "tools",
          "toolCount", "hash", "createdBy", "createdAt")
          VALUES ('V${number}', 'T1', ${number}, 'sync', 'e', '[]', '[]', 0, 'h${number}', 'maker@example.com', ${number})`)
    }
    await cp(join(root, 'prisma/migrations'), join(installation, 'prisma/migrations'), { recursive: true })
    await using db = await openDatabase(place.source, silent, { root: installation })
    expect(await prismaTargetStore(db).approvals()).toEqual([
      {
        ...{ targetId: 'T1', kind: 'catalogue', name: '', hash: 'h2', versionId: 'V2' },
        ...{ approvedBy: 'maker@example.com', approvedAt: 2 },
      },
    ])
    await db[Symbol.asyncDispose]()
    await place.drop()
    await rm(installation, { recursive: true, force: true })
  })
})
