import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Secret } from '../../../lib/kernel/secret.ts'
import { lengthPrefixed } from '../../../lib/platform/crypto/aead.ts'
import { open, seal, SealError } from '../../../lib/platform/crypto/envelope.ts'
import { timingSafeEqualText } from '../../../lib/platform/crypto/hash.ts'
import { createKeyring } from '../../../lib/platform/crypto/keyring.ts'
import { openText, sealText } from '../../../lib/platform/crypto/sealed-text.ts'

const masterKey = (id: string) => ({ id, key: new Secret(randomBytes(32).toString('base64')) })
const first = masterKey('k1')
const second = masterKey('k2')
const keyring = createKeyring([first])
const aad = ['Connection', 'row-1', 'accessSealed', 'https://as.example', 'ann']

describe('envelope', () => {
  test('what is sealed opens in its own place, and its text says nothing', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string()), (text, place) => {
        const sealed = seal(keyring, new Secret(text), place)
        expect(open(keyring, sealed, place).reveal()).toBe(text)
        expect(sealed).toMatch(/^v1\.A256GCM\.k1\.[\w-]+\.[\w-]+$/)
      }),
    )
  })

  test('the same secret is never sealed alike', () => {
    const texts = Array.from({ length: 1000 }, () => seal(keyring, new Secret('token'), aad))
    expect(new Set(texts.flatMap((text) => text.split('.').slice(3))).size).toBe(2000)
  })

  test.each(aad.map((_, index) => index))('moved to a place that differs in part %i, it does not open', (index) => {
    const sealed = seal(keyring, new Secret('token'), aad)
    const elsewhere = aad.with(index, `${aad[index]}x`)
    expect(() => open(keyring, sealed, elsewhere)).toThrow(SealError)
  })

  test('a record under the data key of another row does not open', () => {
    const [left, right] = [seal(keyring, new Secret('a'), aad), seal(keyring, new Secret('b'), aad)].map((s) =>
      s.split('.'),
    )
    const mixed = [...(left ?? []).slice(0, 4), (right ?? [])[4]].join('.')
    expect(() => open(keyring, mixed, aad)).toThrow(SealError)
  })

  test('a shortened tag, a changed bit and a missing part do not open', () => {
    const sealed = seal(keyring, new Secret('token'), aad)
    const [v, alg, id, wrapped, record] = sealed.split('.') as [string, string, string, string, string]
    const bytes = Buffer.from(record, 'base64url')
    for (const length of [0, 11, 12, 27, 28, bytes.length - 12, bytes.length - 4, bytes.length - 1]) {
      const short = bytes.subarray(0, length).toString('base64url')
      expect(() => open(keyring, [v, alg, id, wrapped, short].join('.'), aad)).toThrow(SealError)
    }
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = Buffer.from(bytes)
      changed.writeUInt8(changed.readUInt8(index) ^ 1, index)
      expect(() => open(keyring, [v, alg, id, wrapped, changed.toString('base64url')].join('.'), aad)).toThrow(
        SealError,
      )
    }
    expect(() => open(keyring, [v, alg, id, wrapped].join('.'), aad)).toThrow(SealError)
    expect(() => open(keyring, ['v2', alg, id, wrapped, record].join('.'), aad)).toThrow(SealError)
    expect(() => open(keyring, 'plain token', aad)).toThrow(SealError)
  })

  test('another key of the same name does not open it, and a missing one is named', () => {
    const sealed = seal(keyring, new Secret('token'), aad)
    expect(() => open(createKeyring([masterKey('k1')]), sealed, aad)).toThrow('altered')
    expect(() => open(createKeyring([second]), sealed, aad)).toThrow('the key "k1", which is not here')
  })

  test('with a new key in front, old values open and new ones carry its name', () => {
    const sealed = seal(keyring, new Secret('token'), aad)
    const rotated = createKeyring([second, first])
    expect(open(rotated, sealed, aad).reveal()).toBe('token')
    expect(seal(rotated, new Secret('token'), aad)).toContain('.k2.')
  })

  test('no two different lists are the same associated data', () => {
    const list = fc.array(fc.string(), { maxLength: 4 })
    fc.assert(
      fc.property(list, list, (left, right) => {
        const same = JSON.stringify(left) === JSON.stringify(right)
        expect(lengthPrefixed(left).equals(lengthPrefixed(right))).toBe(same)
      }),
    )
    expect(lengthPrefixed(['ab', 'c']).equals(lengthPrefixed(['a', 'bc']))).toBe(false)
  })
})

describe('sealed text', () => {
  test('opens for its own purpose and its own keys only', () => {
    const sealed = sealText(keyring, 'page', 'after=7')
    expect(sealed).toMatch(/^[\w-]+$/)
    expect(openText(keyring, 'page', sealed)).toBe('after=7')
    expect(openText(keyring, 'session', sealed)).toBeUndefined()
    expect(openText(createKeyring([masterKey('k1')]), 'page', sealed)).toBeUndefined()
    expect(openText(createKeyring([second]), 'page', sealed)).toBeUndefined()
    expect(openText(createKeyring([second, first]), 'page', sealed)).toBe('after=7')
  })

  test('whatever is invented does not open, and never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(openText(keyring, 'page', text)).toBeUndefined()
      }),
    )
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        expect(openText(keyring, 'page', Buffer.from(bytes).toString('base64url'))).toBeUndefined()
      }),
    )
  })
})

describe('keyring', () => {
  test('keys differ by purpose and by master key, and are the same on every node', () => {
    const both = createKeyring([first, second])
    expect(both.currentId).toBe('k1')
    expect(both.ids()).toEqual(['k1', 'k2'])
    expect(both.derive('a').equals(createKeyring([first]).derive('a'))).toBe(true)
    expect(both.derive('a').equals(both.derive('b'))).toBe(false)
    expect(both.derive('a').equals(both.derive('a', 'k2'))).toBe(false)
    expect(both.derive('a')).toHaveLength(32)
    expect(() => both.derive('a', 'k3')).toThrow('no master key named "k3"')
  })
})

test('texts of any length are compared', () => {
  expect(timingSafeEqualText('abc', 'abc')).toBe(true)
  expect(timingSafeEqualText('abc', 'abcd')).toBe(false)
})
