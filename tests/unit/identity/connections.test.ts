import { expect, test } from 'vitest'
import { placesOf, type ConsentTarget } from '../../../lib/identity/connections/consent-target.ts'
import { statusOf, viewOf } from '../../../lib/identity/connections/connection-view.ts'
import { createPeopleGate, type PersonStanding } from '../../../lib/identity/connections/people-gate.ts'
import { expiringMs, type ListedConnection } from '../../../lib/identity/vault/connection-list.store.ts'
import { createLastUse } from '../../../lib/identity/vault/last-use.ts'
import { createChangeBus } from '../../../lib/platform/changes.ts'
import { silent } from '../../_support/databases.ts'

const user = { kind: 'jwt', iss: 'https://own/oauth', sub: 'u-1' } as const
const now = 10 * expiringMs
const row = (more: Partial<ListedConnection> = {}): ListedConnection => ({
  ...{ keyHash: 'h', workloadName: 'g', user, providerName: 'p', scopes: ['a'], grantedScopes: ['a', 'b'] },
  ...{ standing: 'ACTIVE', refreshable: true, obtainedAt: now - 1_000_000, expiresAt: now + 1_000_000 },
  ...{ since: 5, revoking: false },
  ...more,
})

test.each([
  ['active', row()],
  ['active', row({ expiresAt: now - 1 })],
  ['active', row({ refreshable: false, expiresAt: undefined })],
  ['active', row({ refreshable: false, expiresAt: now + expiringMs + 1 })],
  ['expiring', row({ refreshable: false, expiresAt: now + 1 })],
  ['needs-sign-in', row({ refreshable: false, expiresAt: now })],
  ['needs-sign-in', row({ standing: 'NEEDS_REAUTH' })],
  ['pending', row({ standing: 'PENDING' })],
  ['revoked', row({ standing: 'ENDED' })],
] as const)('%s is what the vault’s row says, whatever it was before', (status, of) => {
  expect(statusOf(of, now)).toBe(status)
})

test('what renews by itself says when, and what cannot says when it ends', () => {
  const about = { place: undefined, now, usedAt: now }
  expect(viewOf(row(), about)).toMatchObject({ renewsAt: now + 700_000, lastUsedAt: now, connectedAt: 5 })
  expect(viewOf(row(), about)).not.toHaveProperty('endsAt')
  expect(viewOf(row({ refreshable: false }), about)).toMatchObject({ endsAt: now + 1_000_000 })
  expect(viewOf(row({ standing: 'ENDED' }), about)).toMatchObject({ endedAt: 5, revoking: false })
  expect(viewOf(row({ standing: 'ENDED' }), about)).not.toHaveProperty('lastUsedAt')
})

test('targets of a gateway with the same provider and scopes share a place, and no others do', () => {
  const target = (targetId: string, more: Partial<ConsentTarget> = {}): ConsentTarget => ({
    ...{ gatewayId: 'g', gatewayName: 'G', ownSignIn: true, targetId, targetName: targetId, endpoint: 'https://e' },
    ...{ providerName: 'p', scopes: ['a', 'b'] },
    ...more,
  })
  const places = placesOf(
    [
      ...[target('one'), target('two', { scopes: ['b', 'a'] }), target('three', { scopes: ['a'] })],
      ...[target('four', { gatewayId: 'h' }), target('five', { providerName: 'q' })],
    ],
    user,
  )
  const names = [...places.values()].map(({ targets }) => targets.map(({ targetId }) => targetId))
  expect(names).toEqual([['one', 'two'], ['three'], ['four'], ['five']])
  const others = placesOf([target('one')], { ...user, sub: 'u-2' })
  expect([...others.keys()].filter((id) => places.has(id))).toEqual([])
})

test('a disabled person is admitted no longer with the change event, and five seconds later without it', async () => {
  const changes = createChangeBus()
  const clock = { at: 0, now: () => clock.at }
  let standing: PersonStanding = 'active'
  let asked = 0
  const gate = createPeopleGate({
    ...{ ownIssuer: user.iss, changes, clock },
    standing: () => Promise.resolve((asked++, standing)),
    keyStands: ({ keyId }) => Promise.resolve(keyId === 'good'),
    admitsAccount: ({ sub }) => sub !== 'barred',
  })
  for (let call = 0; call < 3; call++) expect(await gate.admits(user)).toBe(true)
  expect(asked).toBe(1)
  standing = 'away'
  expect(await gate.admits(user)).toBe(true)
  changes.publish({ kind: 'person', userId: user.sub })
  expect(await gate.admits(user)).toBe(false)
  standing = 'active'
  expect(await gate.admits(user)).toBe(true)
  standing = 'gone'
  clock.at += 5_000
  expect(await gate.admits(user)).toBe(false)
  expect(await gate.admits({ ...user, iss: 'https://elsewhere' })).toBe(true)
  const key = { kind: 'key', gatewayId: 'g', name: 'ci' } as const
  expect(await gate.admits({ ...key, keyId: 'good' })).toBe(true)
  expect(await gate.admits({ ...key, keyId: 'revoked' })).toBe(false)
  expect(await gate.admits({ ...user, iss: 'https://elsewhere', sub: 'barred' })).toBe(false)
  gate.stop()
})

test('a hundred uses are one write, a write that fails harms nothing, and a stop writes what is left', async () => {
  const written: unknown[] = []
  let fails = false
  const lastUse = createLastUse({
    logger: silent,
    store: { touch: (uses) => (fails ? Promise.reject(new Error('away')) : Promise.resolve(void written.push(uses))) },
  })
  for (let at = 1; at <= 100; at++) lastUse.note('one', at)
  expect(lastUse.of('one')).toBe(100)
  await lastUse.flush()
  await lastUse.flush()
  expect(written).toEqual([[{ keyHash: 'one', at: 100 }]])
  fails = true
  lastUse.note('one', 101)
  await lastUse.flush()
  fails = false
  lastUse.note('two', 102)
  await lastUse.stop()
  expect(written.at(-1)).toEqual([{ keyHash: 'two', at: 102 }])
})
