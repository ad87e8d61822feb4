import { beforeEach, expect, test } from 'vitest'
import type { AuditEntry } from '../../lib/audit/index.ts'
import type { TargetRecord } from '../../lib/targets/index.ts'
import type { NewCatalogue, NewRun, NewTarget } from '../../lib/targets/target.store.ts'
import { prismaGatewayStore } from '../../lib/persistence/prisma-gateway-store.ts'
import { prismaTargetStore } from '../../lib/persistence/prisma-target-store.ts'
import { describeOnBothDatabases } from '../_support/databases.ts'

const audit: AuditEntry = { type: 'target.created', actor: { kind: 'system' }, resource: 'target/t', outcome: 'ok' }
const endpoint = 'https://mcp.example/mcp'
const settings = { name: 't', configuration: { mcp: { mcpServer: { endpoint } } }, credentials: [] }

const record = (id: string, name = 't'): TargetRecord => ({
  ...settings,
  name,
  id,
  gatewayId: 'g-1',
  status: 'CREATING',
  statusReasons: [],
  version: 1,
  dueAt: 1,
  createdAt: 1,
  updatedAt: 1,
})
const run = (id: string): NewRun => ({ id, kind: 'create', method: 'sync', endpoint, startedBy: 'admin@example.com' })
const catalogue = (id: string, tools = '[{"name":"a"}]'): NewCatalogue => ({
  ...{ id, method: 'sync', endpoint, credentials: [], tools, toolCount: 1, hash: 'h' },
  ...{ prompts: '[{"name":"p"}]', resources: '[{"uri":"r:"}]', resourceTemplates: '[{"uriTemplate":"r:{x}"}]' },
  server: '{"capabilities":{"prompts":{}}}',
  diff: { added: ['a'], removed: [], changed: [] },
})
const fresh = (id: string, more: Partial<NewTarget> = {}): NewTarget => ({
  record: record(id),
  inputHash: 'hash',
  run: run(`run-${id}`),
  ...more,
})
const ready = { status: 'READY', statusReasons: [], due: null } as const

describeOnBothDatabases('target store', (open) => {
  const store = () => prismaTargetStore(open())
  const gatewayVersion = async () => (await prismaGatewayStore(open()).find('g-1'))?.version ?? 0
  const count = async (table: string) =>
    (await open().query<{ n: number }>(`SELECT COUNT(*) AS "n" FROM "${table}"`))[0]?.n

  beforeEach(async () => {
    for (const table of ['Gateway', 'Target', 'CatalogueVersion', 'SyncRun', 'AuditEvent'])
      await open().raw(`DELETE FROM "${table}"`)
    await open().client.gateway.create({
      data: { id: 'g-1', name: 'g', settings: '{}', status: 'READY', changeId: 'c', createdAt: 1n, updatedAt: 1n },
    })
  })

  test('an insert raises the gateway version, and one that saw an older version stores nothing', async () => {
    expect(await store().insert(fresh('T1'), 1, audit)).toBe('stored')
    expect(await gatewayVersion()).toBe(2)
    expect(await store().insert(fresh('T2', { record: record('T2', 'u') }), 1, audit)).toBe('gateway-changed')
    expect(await count('Target')).toBe(1)
    expect(await count('SyncRun')).toBe(1)
    expect(await count('AuditEvent')).toBe(1)
  })

  test('of ten inserts of one name against one gateway version one is stored', async () => {
    const results = await Promise.all(Array.from({ length: 10 }, (_, n) => store().insert(fresh(`T${n}`), 1, audit)))
    expect(results.filter((result) => result === 'stored')).toHaveLength(1)
    expect(await count('Target')).toBe(1)
    expect(await count('AuditEvent')).toBe(1)
  })

  test('a name taken stores nothing, not even the gateway version', async () => {
    await store().insert(fresh('T1'), 1, audit)
    expect(await store().insert(fresh('T2'), 2, audit)).toBe('name-taken')
    expect(await gatewayVersion()).toBe(2)
    expect(await count('AuditEvent')).toBe(1)
  })

  test('a client token taken stores nothing and leads to its target', async () => {
    await store().insert(fresh('T1', { clientToken: 'token' }), 1, audit)
    const second = fresh('T2', { clientToken: 'token', record: record('T2', 'u') })
    expect(await store().insert(second, 2, audit)).toBe('token-taken')
    expect(await store().findByClientToken('token')).toMatchObject({ record: { id: 'T1' }, inputHash: 'hash' })
  })

  test('no target comes into a gateway that is being deleted, and none is left behind', async () => {
    const gateways = prismaGatewayStore(open())
    const rounds = await Promise.all([
      store().insert(fresh('T1'), 1, audit),
      gateways.markDeleting('g-1', 1, audit),
      store().insert(fresh('T2', { record: record('T2', 'u') }), 1, audit),
    ])
    const deleted = rounds[1]
    expect(await count('Target')).toBe(deleted ? 0 : 1)
    expect(rounds.filter((result) => result === true || result === 'stored')).toHaveLength(1)
  })

  test('a target given with its tools serves at once', async () => {
    const given = fresh('T1', {
      catalogue: catalogue('V1'),
      record: { ...record('T1'), status: 'READY', dueAt: undefined },
    })
    await store().insert(given, 1, audit)
    expect(await store().find('g-1', 'T1')).toMatchObject({ status: 'READY', servingVersionId: 'V1', version: 1 })
    expect(await store().serving('g-1')).toMatchObject([{ id: 'V1', number: 1, createdBy: 'admin@example.com' }])
    const { tools, prompts, resources, resourceTemplates, server } = catalogue('V1')
    const items = { tools, prompts, resources, resourceTemplates, server }
    expect(await store().serving('g-1')).toMatchObject([items])
    expect(await store().catalogue('V1')).toMatchObject(items)
    expect(await store().runs('T1', 10)).toMatchObject([{ outcome: 'succeeded', catalogueVersion: 1, toolCount: 1 }])
  })

  test('a mark that a catalogue is behind disturbs no work in hand, keeps its first moment, and goes with the next catalogue', async () => {
    await store().insert(fresh('T1'), 1, audit)
    await store().markStale('T1')
    const marked = await store().find('g-1', 'T1')
    expect(marked).toMatchObject({ version: 1, staleSince: expect.any(Number) })
    await store().markStale('T1')
    expect(await store().find('g-1', 'T1')).toEqual(marked)
    const published = await store().publish('T1', 1, ready, catalogue('V1'), { audit })
    expect(published).not.toHaveProperty('staleSince')
  })

  test('F-02 a catalogue is published all or nothing: of ten publishers one is seen', async () => {
    await store().insert(fresh('T1'), 1, audit)
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, n) => store().publish('T1', 1, ready, catalogue(`V${n}`), { audit })),
    )
    const winner = results.findIndex((result) => typeof result !== 'string')
    expect(results.filter((result) => result === 'stale')).toHaveLength(9)
    expect(await store().find('g-1', 'T1')).toMatchObject({
      status: 'READY',
      servingVersionId: `V${winner}`,
      version: 2,
    })
    expect(await count('CatalogueVersion')).toBe(1)
    expect(await count('AuditEvent')).toBe(2)
    const [done] = await store().runs('T1', 10)
    expect(done).toMatchObject({
      outcome: 'succeeded',
      catalogueVersion: 1,
      diff: { added: ['a'] },
      by: 'admin@example.com',
    })
  })

  test('numbers of catalogue versions grow by one, and the earlier ones stay', async () => {
    await store().insert(fresh('T1'), 1, audit)
    await store().publish('T1', 1, ready, catalogue('V1'))
    await store().change('T1', 2, { status: 'SYNCHRONIZING' }, { opens: { ...run('second'), kind: 'synchronize' } })
    await store().publish('T1', 3, ready, catalogue('V2', '[{"name":"b"}]'))
    expect(await store().catalogue('V1')).toMatchObject({ number: 1, tools: '[{"name":"a"}]' })
    expect(await store().catalogue('V2')).toMatchObject({ number: 2, tools: '[{"name":"b"}]' })
    expect((await store().serving()).map((version) => version.id)).toEqual(['V2'])
  })

  test('a failure ends the running run and leaves what serves', async () => {
    await store().insert(fresh('T1'), 1, audit)
    await store().publish('T1', 1, ready, catalogue('V1'))
    const again = { ...run('second'), kind: 'synchronize' as const }
    await store().change('T1', 2, { status: 'SYNCHRONIZING', due: { inMs: 60_000 } }, { opens: again })
    const failed = { status: 'SYNCHRONIZE_UNSUCCESSFUL', statusReasons: ['no'], due: null } as const
    expect(await store().change('T1', 3, failed, { fails: 'no' })).toMatchObject({
      ...{ status: 'SYNCHRONIZE_UNSUCCESSFUL', statusReasons: ['no'], servingVersionId: 'V1' },
    })
    expect((await store().runs('T1', 10)).find((one) => one.runId === 'second')).toMatchObject({
      ...{ outcome: 'failed', reason: 'no' },
    })
  })

  test('a change whose gateway moved on is stale', async () => {
    await store().insert(fresh('T1'), 1, audit)
    expect(await store().change('T1', 1, { status: 'UPDATING' }, { gatewayVersion: 1 })).toBe('stale')
    expect(await store().change('T1', 1, { status: 'UPDATING' }, { gatewayVersion: 2 })).toMatchObject({ version: 2 })
  })

  test('a rename to a taken name changes nothing', async () => {
    await store().insert(fresh('T1'), 1, audit)
    await store().insert(fresh('T2', { record: record('T2', 'u') }), 2, audit)
    const patch = { status: 'UPDATING', settings: { ...settings, name: 't' } } as const
    expect(await store().change('T2', 1, patch)).toBe('name-taken')
    expect(await store().find('g-1', 'T2')).toMatchObject({ name: 'u', version: 1, status: 'CREATING' })
  })

  test('a target that changed meanwhile is not removed; one that did not goes with its history', async () => {
    await store().insert(fresh('T1'), 1, audit)
    await store().publish('T1', 1, ready, catalogue('V1'))
    expect(await store().remove('T1', 1, audit)).toBe(false)
    expect(await store().remove('T1', 2, audit)).toBe(true)
    expect(await store().find('g-1', 'T1')).toBeUndefined()
    expect(await count('CatalogueVersion')).toBe(0)
    expect(await count('SyncRun')).toBe(0)
  })

  test('late work is found by the clock of the database', async () => {
    await store().insert(fresh('T1'), 1, audit)
    await store().insert(fresh('T2', { record: { ...record('T2', 'u'), dueAt: undefined } }), 2, audit)
    expect((await store().pastDue()).map((target) => target.id)).toEqual(['T1'])
    await store().change('T1', 1, { status: 'CREATING', due: { inMs: 60_000 } })
    expect(await store().pastDue()).toEqual([])
    await store().change('T2', 1, { status: 'CREATE_PENDING_AUTH', sessionId: 'S', due: { at: 5 } })
    expect((await store().pastDue()).map((target) => target.id)).toEqual(['T2'])
    expect((await store().pending()).map((target) => target.sessionId)).toEqual(['S'])
  })

  test('a target is found under its own gateway alone', async () => {
    await store().insert(fresh('T1'), 1, audit)
    expect(await store().find('g-2', 'T1')).toBeUndefined()
  })
})
