import { expect, test } from 'vitest'
import { z } from 'zod'
import { authorize, gatewayMembers, roomsFor, withinReach } from '../../../lib/control/authorize.ts'
import { operations } from '../../../lib/control/operations/index.ts'
import { consoleRoles, may, type ConsoleRole } from '../../../lib/kernel/roles.ts'
import { gateway, roomsWith, script, target } from './operations/rooms.ts'

const person = (role: ConsoleRole, gatewayIds?: string[]) =>
  ({
    kind: 'console',
    userId: 'u',
    email: 'u@example.com',
    role,
    sessionId: 's',
    ...(gatewayIds && { gatewayIds }),
  }) as const
const allowed = (actor: ReturnType<typeof person>) =>
  operations
    .filter(({ shape }) => {
      try {
        authorize(shape, actor)
        return true
      } catch {
        return false
      }
    })
    .map(({ shape }) => shape.name)
    .sort()

/** Every operation by every role, made from the registry: an operation that is added shows up here. */
const matrix = Object.fromEntries(consoleRoles.map((role) => [role, allowed(person(role))]))

test('every role, every operation: what each may call', () => {
  expect(matrix).toMatchSnapshot()
})

test('an administrator may call everything, and so may an access key', () => {
  expect(matrix.admin).toHaveLength(operations.length)
  for (const { shape } of operations) expect(() => authorize(shape, script)).not.toThrow()
})

test('BR-5 a member reaches nothing but what is his own', () => {
  const mine = operations.filter(({ shape }) => ['self', 'connections.own'].includes(shape.action))
  expect(matrix.member).toEqual(mine.map(({ shape }) => shape.name).sort())
})

test('an auditor changes nothing of others', () => {
  const changes = operations.filter(({ shape }) => shape.action.endsWith('.change') || shape.action.endsWith('.end'))
  expect(changes.filter(({ shape }) => may(person('auditor'), shape.action))).toEqual([])
})

test('an operator has no people and no keys', () => {
  for (const action of ['people.read', 'people.change', 'keys.read', 'keys.change', 'gateways.change'] as const)
    expect(may(person('operator'), action)).toBe(false)
  expect(may(person('operator'), 'users.act-for')).toBe(false)
})

test('a role for some gateways never reaches what all gateways share', () => {
  expect(may(person('operator', ['g-0123456789']), 'clients.change')).toBe(false)
  expect(may(person('auditor', ['g-0123456789']), 'audit.read')).toBe(false)
  expect(may(person('operator', ['g-0123456789']), 'targets.change')).toBe(true)
})

test('I6: a gateway that the role is not for looks like one that is not there, whatever the operation', () => {
  const actor = person('operator', ['mine-0123456789'])
  for (const member of gatewayMembers) {
    expect(() => withinReach({ [member]: 'mine-0123456789', targetId: 'T' }, actor)).not.toThrow()
    expect(() => withinReach({ [member]: 'other-0123456789', targetId: 'T' }, actor)).toThrow(
      'Gateway other-0123456789 was not found.',
    )
    expect(() => withinReach({ [member]: 'other-0123456789' }, person('operator'))).not.toThrow()
  }
})

test('every operation that a role can do for some gateways only names the gateway, or lists those within reach', () => {
  const scoped = operations.filter(
    ({ shape }) =>
      !['self', 'connections.own'].includes(shape.action) &&
      (['operator', 'auditor', 'team-lead'] as const).some((role) => may(person(role, ['g-0123456789']), shape.action)),
  )
  const namesGateway = ({ shape }: (typeof operations)[number]) =>
    gatewayMembers.some((member) => shape.input instanceof z.ZodObject && member in shape.input.shape)
  const others = scoped.filter((operation) => !namesGateway(operation)).map(({ shape }) => shape.name)
  expect(others.sort()).toEqual([
    'GetClientSignIn',
    'GetInstallation',
    'GetOauth2CredentialProvider',
    'GetOverview',
    'ListGateways',
    'ListMcpClients',
    'ListOauth2CredentialProviders',
    'ValidateToolSchema',
  ])
})

test('I6: lists hold what is within reach', async () => {
  const all = [gateway('mine'), gateway('other')]
  const rooms = roomsWith({
    gateways: { all: async () => all, list: async () => ({ items: all }) },
    targets: { allWithTools: async () => all.map(({ name }) => ({ record: target(name, 't'), tools: [] })) },
  })
  const mine = roomsFor(rooms, person('operator', ['mine-0123456789']))
  expect((await mine.gateways.all()).map(({ name }) => name)).toEqual(['mine'])
  expect((await mine.gateways.list({ limit: 10 })).items.map(({ name }) => name)).toEqual(['mine'])
  expect((await mine.targets.allWithTools()).map(({ record }) => record.gatewayId)).toEqual(['mine-0123456789'])
})
