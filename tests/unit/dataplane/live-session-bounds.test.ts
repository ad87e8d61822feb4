import { describe, expect, test } from 'vitest'
import { noCapabilities } from '../../../lib/dataplane/capabilities.ts'
import { createChangeBus } from '../../../lib/platform/changes.ts'
import { createLiveSessions } from '../../../lib/dataplane/live/live-sessions.ts'

const deps = { clock: { now: () => 0 }, changes: createChangeBus() }
const limits = { inAll: 6, perOwner: 2, perAnonymous: 3 }
const sessionOf = (owner: string, key: string) => ({
  ...{ key, gatewayId: 'g', owner, revision: '2025-11-25', clientName: '', expiresAt: 1, worker: 'w' },
  capabilities: { urlElicitation: false, declared: noCapabilities },
})

describe('live parts of sessions', () => {
  test('of one principal push out his own and never another one’s', () => {
    const closed: string[] = []
    const sessions = createLiveSessions(deps, ({ session }) => closed.push(session.key), limits)
    const [bob, call] = [sessions.of(sessionOf('bob', 'b1')), { cancelled: false }]
    bob?.calls.set(1, { cancel: () => void (call.cancelled = true) })
    sessions.of(sessionOf('alice', 'a1'))
    sessions.of(sessionOf('alice', 'a2'))
    // Used again, so the other one is older.
    sessions.of(sessionOf('alice', 'a1'))
    for (const key of ['a3', 'a4', 'a5', 'a6', 'a7', 'a8']) sessions.of(sessionOf('alice', key))
    expect(closed).toEqual(['a2', 'a1', 'a3', 'a4', 'a5', 'a6'])
    expect(sessions.of(sessionOf('bob', 'b1'))).toBe(bob)
    expect(call.cancelled).toBe(false)
    sessions.close()
  })

  test('of an open gateway may be more, because all of its callers are one principal', () => {
    const closed: string[] = []
    const sessions = createLiveSessions(deps, ({ session }) => closed.push(session.key), limits)
    for (const key of ['x1', 'x2', 'x3', 'x4']) sessions.of(sessionOf('anonymous', key))
    expect(closed).toEqual(['x1'])
    const ended = sessions.of(sessionOf('anonymous', 'x4'))
    if (ended) sessions.end(ended)
    sessions.of(sessionOf('anonymous', 'x5'))
    expect(closed).toEqual(['x1', 'x4'])
    sessions.close()
  })
})
