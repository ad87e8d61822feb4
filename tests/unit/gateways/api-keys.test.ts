import { afterEach, describe, expect, test, vi } from 'vitest'
import { keyIdIn, newKeyText } from '../../../lib/gateways/keys/key-text.ts'
import { createChangeBus } from '../../../lib/platform/changes.ts'
import { createKeyRoom } from '../../_support/dataplane/keys.ts'
import { silent } from '../../_support/databases.ts'

describe('the text of an API key', () => {
  test('tells its id, has 256 random bits and is one word', () => {
    const { keyId, text } = newKeyText()
    expect(keyIdIn(text)).toBe(keyId)
    expect(text).toMatch(/^postern_[a-z0-9]{12}_[0-9A-Za-z]{50}$/)
    expect(43 * Math.log2(62)).toBeGreaterThanOrEqual(256)
    expect(newKeyText().text).not.toBe(text)
  })

  test('a slip in any character, one more, one less and another case are noticed without a lookup', () => {
    const { text } = newKeyText()
    for (let at = 0; at < text.length; at++) {
      const other = text[at] === 'x' ? 'y' : 'x'
      expect(keyIdIn(text.slice(0, at) + other + text.slice(at + 1))).toBeUndefined()
    }
    for (const slip of [text.slice(0, -1), `${text}0`, ` ${text}`, `${text}\n`, text.toUpperCase(), '', 'postern_'])
      expect(keyIdIn(slip)).toBeUndefined()
  })
})

describe('the keys of a gateway', () => {
  const clock = { at: 1_000_000, now: () => clock.at }
  const start = () => createKeyRoom({ changes: createChangeBus(), clock, logger: silent })
  afterEach(() => vi.useRealTimers())
  const g = 'g-abcdefghij'
  const another = 'other-abcdefghij'

  test('warm, a key is judged without a store and at once', async () => {
    const room = start()
    const text = room.make(g, 'ci')
    expect(await room.apiKeys.admit(g, text)).toMatchObject({ name: 'ci' })
    const { rings } = room.reads
    for (let call = 0; call < 100; call++) expect(room.apiKeys.admit(g, text)).toMatchObject({ name: 'ci' })
    expect(room.reads.rings).toBe(rings)
    expect(room.used).toHaveLength(101)
  })

  test('a flood of made-up keys reads the keys of a gateway once a second, and what is no key not at all', async () => {
    const room = start()
    for (let call = 0; call < 500; call++) expect(await room.apiKeys.admit(g, newKeyText().text)).toBeUndefined()
    expect(room.reads.rings).toBe(1)
    clock.at += 1_000
    for (let call = 0; call < 500; call++) await room.apiKeys.admit(g, newKeyText().text)
    expect(room.reads.rings).toBe(2)
    expect(room.reads.others).toBeLessThanOrEqual(2)
    for (let call = 0; call < 500; call++) expect(await room.apiKeys.admit(another, `postern_${call}`)).toBeUndefined()
    expect(room.reads.rings).toBe(2)
  })

  test('one that another node made is good a second later', async () => {
    const room = start()
    await room.apiKeys.admit(g, newKeyText().text)
    const text = room.make(g, 'new', {}, false)
    clock.at += 1_000
    expect(await room.apiKeys.admit(g, text)).toMatchObject({ name: 'new' })
  })

  test('one that is revoked is out at once here, and in five seconds where another node did it', async () => {
    const room = start()
    const [here, there] = [room.make(g, 'here'), room.make(g, 'there')]
    for (const text of [here, there]) expect(await room.apiKeys.admit(g, text)).toBeDefined()
    room.revoke(here)
    expect(await room.apiKeys.admit(g, here)).toBeUndefined()
    expect(await room.apiKeys.admit(g, there)).toBeDefined()
    room.revoke(there, false)
    clock.at += 5_000
    expect(await room.apiKeys.admit(g, there)).toBeUndefined()
  })

  test('one that ends is out with its last moment, and one of another gateway never gets in', async () => {
    const room = start()
    const text = room.make(g, 'short', { expiresAt: clock.at + 100 })
    expect(await room.apiKeys.admit(g, text)).toBeDefined()
    expect(await room.apiKeys.admit(another, text)).toBeUndefined()
    clock.at += 100
    expect(await room.apiKeys.admit(g, text)).toBeUndefined()
  })

  test('the audit says which key was refused and why, once a minute, and never the key', async () => {
    const room = start()
    const [revoked, foreign] = [room.make(g, 'old'), room.make(another, 'foreign')]
    room.revoke(revoked)
    for (let call = 0; call < 20; call++) await room.apiKeys.admit(g, revoked)
    await room.apiKeys.admit(g, foreign)
    await vi.waitFor(() => expect(room.audited).toHaveLength(2))
    expect(room.audited).toMatchObject([
      { type: 'api-key.refused', resource: `gateway/${g}`, detail: { reason: 'It is revoked.', name: 'old' } },
      { detail: { reason: 'It is of another gateway.', name: 'foreign', belongsTo: another } },
    ])
    const secrets = [revoked, foreign].map((text) => text.slice(21))
    for (const secret of secrets) expect(JSON.stringify(room.audited)).not.toContain(secret)
    clock.at += 60_000
    await room.apiKeys.admit(g, revoked)
    await vi.waitFor(() => expect(room.audited).toHaveLength(3))
  })

  test('who watches a key hears once of its end: from here at once, from another node within five seconds', async () => {
    vi.useFakeTimers()
    const room = start()
    const [here, there, left] = [room.make(g, 'here'), room.make(g, 'there'), room.make(g, 'left')]
    const heard: string[] = []
    const stops = await Promise.all(
      [here, there, left].map(async (text) => {
        const key = await room.apiKeys.admit(g, text)
        return room.apiKeys.watch(g, key?.id ?? '', () => heard.push(key?.name ?? ''))
      }),
    )
    stops[2]?.()
    room.revoke(here)
    room.revoke(left)
    await vi.advanceTimersByTimeAsync(0)
    expect(heard).toEqual(['here'])
    room.revoke(there, false)
    clock.at += 5_000
    await vi.advanceTimersByTimeAsync(5_000)
    expect(heard).toEqual(['here', 'there'])
    expect(vi.getTimerCount()).toBe(0)
  })
})
