import { expect, test } from 'vitest'
import { createBarredAccounts } from '../../../lib/accounts/index.ts'
import { createChangeBus } from '../../../lib/platform/changes.ts'

const ada = { iss: 'https://idp.example', sub: 'ada' }
const bob = { iss: 'https://idp.example', sub: 'bob' }

function rig() {
  const [clock, changes] = [{ at: 0, now: () => clock.at }, createChangeBus()]
  const state = { barred: [] as (typeof ada)[], reads: 0, single: 0, down: false }
  const gate = createBarredAccounts({
    ...{ clock, changes },
    store: {
      barred: (most) => {
        state.reads += 1
        return state.down ? Promise.reject(new Error('away')) : Promise.resolve(state.barred.slice(0, most))
      },
      isBarred: ({ sub }) => {
        state.single += 1
        return Promise.resolve(state.barred.some((other) => other.sub === sub))
      },
    },
  })
  return { clock, changes, state, gate }
}

test('a call asks the store for nothing while the list is fresh, whoever calls', async () => {
  const { gate, state, clock } = rig()
  expect(await gate.admits(ada)).toBe(true)
  for (const at of [0, 1_000, 2_400]) {
    clock.at = at
    expect(gate.admits(ada)).toBe(true)
    expect(gate.admits(bob)).toBe(true)
  }
  expect(state).toMatchObject({ reads: 1, single: 0 })
})

test('a disabled person’s account is refused at once with the change event, within five seconds without it', async () => {
  const { gate, state, clock, changes } = rig()
  await gate.admits(ada)
  state.barred = [ada]
  changes.publish({ kind: 'person', userId: 'u-1' })
  expect(await gate.admits(ada)).toBe(false)
  expect(await gate.admits({ ...ada, iss: 'https://elsewhere.example' })).toBe(true)
  state.barred = [ada, bob]
  clock.at += 2_400
  expect(gate.admits(bob)).toBe(true)
  clock.at += 2_600
  expect(await gate.admits(bob)).toBe(false)
})

test('the list is read again beside the calls before it is too old', async () => {
  const { gate, state, clock } = rig()
  await gate.admits(ada)
  state.barred = [ada]
  clock.at = 3_000
  expect(gate.admits(ada)).toBe(true)
  await Promise.resolve()
  await new Promise(setImmediate)
  expect(gate.admits(ada)).toBe(false)
  expect(state.reads).toBe(2)
})

test('a list that was read before the change is not kept', async () => {
  const { gate, state, changes } = rig()
  const early = gate.admits(ada)
  state.barred = [ada]
  changes.publish({ kind: 'person', userId: 'u-1' })
  expect(await early).toBe(false)
  expect(await gate.admits(ada)).toBe(false)
})

test('a store that cannot be read admits nobody once the list is five seconds old', async () => {
  const { gate, state, clock } = rig()
  await gate.admits(ada)
  state.down = true
  clock.at = 4_000
  expect(gate.admits(ada)).toBe(true)
  clock.at = 5_000
  await expect(gate.admits(ada)).rejects.toThrow('away')
  state.down = false
  expect(await gate.admits(ada)).toBe(true)
})

test('of more disabled accounts than are kept in memory, the rest is asked for one by one', async () => {
  const { gate, state } = rig()
  state.barred = [...Array.from({ length: 50_001 }, (_, index) => ({ ...ada, sub: `s${index}` })), bob]
  await gate.admits(ada)
  expect(gate.admits({ ...ada, sub: 's1' })).toBe(false)
  expect(await gate.admits(bob)).toBe(false)
  expect(await gate.admits(ada)).toBe(true)
})
