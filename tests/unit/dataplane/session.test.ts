import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { readCapabilities } from '../../../lib/dataplane/capabilities.ts'
import { createSessions } from '../../../lib/dataplane/session.ts'
import { principalDigest } from '../../../lib/dataplane/principal.ts'
import { Secret } from '../../../lib/kernel/secret.ts'
import { createKeyring } from '../../../lib/platform/crypto/keyring.ts'

const keyring = () => createKeyring([{ id: 'k1', key: new Secret(randomBytes(32).toString('base64')) }])
const session = {
  gatewayId: 'team-abcdefghij',
  owner: 'digest',
  revision: 'a-revision',
  capabilities: { urlElicitation: true, declared: { elicitation: { url: {} } } },
  worker: 'w1',
  clientName: 'Ünï ☃',
  expiresAt: 1_000,
}

describe('RS-4 sealed session ids', () => {
  test('another process with the same key opens it', () => {
    const keys = keyring()
    const id = createSessions(keys).issue(session)
    expect(id).toMatch(/^[\x21-\x7e]+$/)
    expect(createSessions(keys).find(id, session.gatewayId, 'digest', 999)).toMatchObject(session)
  })

  test('two sessions are never one', () => {
    const sessions = createSessions(keyring())
    const keys = [1, 2].map(() => sessions.find(sessions.issue(session), session.gatewayId, 'digest', 0)?.key)
    expect(keys[0]).not.toBe(keys[1])
  })

  test('nothing but its own gateway, owner and time opens it, also once it is known', () => {
    const sessions = createSessions(keyring())
    const id = sessions.issue(session)
    for (let round = 0; round < 2; round++) {
      expect(sessions.find(id, 'other-abcdefghij', 'digest', 0)).toBeUndefined()
      expect(sessions.find(id, session.gatewayId, 'other', 0)).toBeUndefined()
      expect(sessions.find(id, session.gatewayId, 'digest', 1_000)).toBeUndefined()
      expect(sessions.find(id, session.gatewayId, 'digest', 0)).toBeDefined()
    }
  })

  test('invented, altered and foreign ids are nothing', () => {
    const sessions = createSessions(keyring())
    const id = sessions.issue(session)
    const altered = id.slice(0, -2) + (id.endsWith('AA') ? 'BB' : 'AA')
    for (const bad of ['', 'x', altered, createSessions(keyring()).issue(session), 'a'.repeat(5_000)])
      expect(sessions.find(bad, session.gatewayId, 'digest', 0)).toBeUndefined()
  })
})

test('RS-11 principals meet only when they are the same in kind and in full', () => {
  const digests = [
    { kind: 'user' as const, user: { kind: 'jwt' as const, iss: 'a', sub: 'b' } },
    { kind: 'user' as const, user: { kind: 'jwt' as const, iss: 'ab', sub: '' } },
    { kind: 'user' as const, user: { kind: 'jwt' as const, iss: 'b', sub: 'a' } },
    { kind: 'iam' as const, arn: 'b', accessKeyId: 'x' },
    { kind: 'anonymous' as const },
  ].map(principalDigest)
  expect(new Set(digests).size).toBe(digests.length)
})

test.each<[unknown, boolean]>([
  [{ elicitation: { url: {} } }, true],
  [{ elicitation: { form: {}, url: {} } }, true],
  [{ elicitation: {} }, false],
  [{ elicitation: { form: {} } }, false],
  [{ elicitation: { url: true } }, false],
  [{ elicitation: [] }, false],
  [{}, false],
  [undefined, false],
  ['text', false],
])('mcp.md 1.3 %j declares URL mode: %s', (declared, urlElicitation) => {
  expect(readCapabilities(declared)).toMatchObject({ urlElicitation })
})
