import { expect, test } from 'vitest'
import type { Overview } from '../../../../lib/contracts/console.ts'
import type { TargetStatus } from '../../../../lib/contracts/targets.ts'
import { getOverview } from '../../../../lib/control/operations/overview.ts'
import { admin, gateway, review, roomsWith, runAs, target, tool } from './rooms.ts'

const overview = (listed: { record: ReturnType<typeof target>; tools: ReturnType<typeof tool>[] }[]) =>
  runAs(
    admin,
    getOverview,
    roomsWith({
      gateways: { all: () => Promise.resolve([gateway('work')]) },
      targets: {
        allWithTools: () => Promise.resolve(listed),
        reviews: () => Promise.resolve(new Map([[target('work', 'waits').id, review('x', 'y')]])),
        method: ({ name }) => (name.startsWith('schema') ? 'schema' : 'sync'),
      },
      identity: { providers: { count: () => Promise.resolve(3) } as never },
    }),
    {},
  ) as Promise<Overview>

test.each<[TargetStatus, string, string | undefined]>([
  ['READY', 't', undefined],
  ['CREATING', 't', undefined],
  ['UPDATING', 't', undefined],
  ['SYNCHRONIZING', 't', undefined],
  ['DELETING', 't', undefined],
  ['CREATE_PENDING_AUTH', 't', 'authorize'],
  ['UPDATE_PENDING_AUTH', 't', 'authorize'],
  ['SYNCHRONIZE_PENDING_AUTH', 't', 'authorize'],
  ['FAILED', 't', 'synchronize'],
  ['UPDATE_UNSUCCESSFUL', 't', 'synchronize'],
  ['SYNCHRONIZE_UNSUCCESSFUL', 't', 'synchronize'],
  ['FAILED', 'schema', 'review'],
])('%s (%s) asks a person to: %s', async (status, name, action) => {
  const { attention } = await overview([{ record: target('work', name, { status }), tools: [] }])
  expect(attention.map((item) => item.action)).toEqual(action === undefined ? [] : [action])
})

test('what changed last comes first, with its reason; targets of gateways that are gone are left out', async () => {
  const { attention } = await overview([
    {
      record: target('work', 'older', { status: 'FAILED', statusReasons: ['It', 'hangs.'], updatedAt: 1000 }),
      tools: [],
    },
    { record: target('work', 'newer', { status: 'CREATE_PENDING_AUTH', updatedAt: 2000 }), tools: [] },
    { record: target('gone', 'ghost', { status: 'FAILED' }), tools: [] },
  ])
  expect(attention).toMatchObject([
    { targetName: 'newer', since: '1970-01-01T00:00:02.000Z' },
    { targetName: 'older', reason: 'It hangs.', gatewayName: 'work' },
  ])
})

test('gateways list their targets with the number of tools', async () => {
  const { gateways, oauthClients } = await overview([
    { record: target('work', 'a'), tools: [tool('x'), tool('y')] },
    { record: target('other', 'b'), tools: [tool('z')] },
  ])
  expect(oauthClients).toBe(3)
  expect(gateways).toEqual([
    {
      gatewayId: 'work-0123456789',
      name: 'work',
      status: 'READY',
      authorizerType: 'CUSTOM_JWT',
      targets: [{ targetId: 'A000000000', name: 'a', status: 'READY', tools: 2, waiting: 0 }],
    },
  ])
})

test('TC-2 definitions that wait for a review are counted, beside what else is to be done about their target', async () => {
  const { attention, gateways } = await overview([
    { record: target('work', 'waits', { status: 'SYNCHRONIZE_UNSUCCESSFUL' }), tools: [tool('x'), tool('y')] },
  ])
  expect(attention.map(({ action, waiting }) => [action, waiting])).toEqual([
    ['synchronize', undefined],
    ['approve', 2],
  ])
  expect(gateways[0]?.targets).toMatchObject([{ name: 'waits', waiting: 2, tools: 1 }])
})
