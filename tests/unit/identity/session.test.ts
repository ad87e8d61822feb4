import { expect, test } from 'vitest'
import { returnLink } from '../../../lib/identity/sessions/links.ts'
import {
  consoleMayComplete,
  isFinal,
  sessionTransitions,
  starterOf,
  type SessionState,
} from '../../../lib/identity/sessions/session.ts'
import { connectionKeyHash } from '../../../lib/identity/vault/connection-key.ts'
import { isFresh } from '../../../lib/identity/vault/connections.ts'

const states = Object.keys(sessionTransitions) as SessionState[]
const reachable = (from: SessionState, seen = new Set<SessionState>()): Set<SessionState> => {
  for (const to of sessionTransitions[from]) if (!seen.has(to)) reachable(to, seen.add(to))
  return seen
}

test('five states are final, all others reach one, and only a held code can become a grant', () => {
  expect(states.filter(isFinal)).toEqual(['DONE', 'DENIED', 'FAILED', 'EXPIRED', 'MISMATCH'])
  for (const state of states) expect(isFinal(state) || [...reachable(state)].some(isFinal)).toBe(true)
  expect(states.filter((state) => (sessionTransitions[state] as readonly string[]).includes('DONE'))).toEqual([
    'COMPLETING',
  ])
  expect(states.filter((state) => (sessionTransitions[state] as readonly string[]).includes('COMPLETING'))).toEqual([
    'CODE_HELD',
  ])
})

const own = 'https://postern.example/oauth'
const admin = { kind: 'console', userId: 'u', email: 'a@x', role: 'admin', sessionId: 's' } as const
const iam = { kind: 'iam', accessKeyId: 'A', arn: 'arn' } as const
const user = { kind: 'user', user: { kind: 'id', userId: 'u' } } as const
const sync = { kind: 'sync', gatewayId: 'g', gatewayName: 'g', targetId: 't', targetName: 't' } as const
const call = { ...sync, kind: 'call' } as const

test.each([
  [sync, admin, 'console', true],
  [sync, { ...admin, userId: 'other' }, 'console', false],
  [sync, iam, 'administrator', true],
  [call, user, 'elsewhere', false],
  [call, admin, 'elsewhere', false],
  [{ kind: 'direct' } as const, iam, 'elsewhere', false],
])('SB-2 %o started by %o: %s', (purpose, startedBy, starter, may) => {
  const started = { purpose, startedBy, user: { kind: 'id', userId: 'u' } } as const
  expect(starterOf(started, own)).toBe(starter)
  expect(consoleMayComplete(started, admin, own)).toBe(may)
  expect(consoleMayComplete(started, undefined, own)).toBe(false)
})

test('SB-2 a starter with a token of our own sign-in must be signed in here as that person', () => {
  const started = (iss: string, sub: string) =>
    ({ purpose: call, startedBy: user, user: { kind: 'jwt', iss, sub } }) as const
  const member = { ...admin, role: 'member' } as const
  expect(starterOf(started(own, 'u'), own)).toBe('console')
  expect(consoleMayComplete(started(own, 'u'), member, own)).toBe(true)
  expect(consoleMayComplete(started(own, 'other'), admin, own)).toBe(false)
  expect(starterOf(started('https://id.example', 'u'), own)).toBe('elsewhere')
  expect(consoleMayComplete(started('https://id.example', 'u'), admin, own)).toBe(false)
})

test('SB-16 what a script started for an administrator is not completed by a member', () => {
  const started = { purpose: sync, startedBy: iam, user: { kind: 'id', userId: 'x' } } as const
  expect(consoleMayComplete(started, { ...admin, role: 'member' }, own)).toBe(false)
})

test('SB-10 nothing but our parameters is appended, and nothing of the return URL is rewritten', () => {
  expect(returnLink('https://a.example/x', 'urn:u', undefined)).toBe('https://a.example/x?session_id=urn%3Au')
  expect(returnLink("https://a.example/x?q='a'+b", 'urn:u', 'st&ate')).toBe(
    "https://a.example/x?q='a'+b&session_id=urn%3Au&state=st%26ate",
  )
})

test('I3 connections of different people, providers, workloads and scopes never meet', () => {
  const base = {
    workloadName: 'w',
    user: { kind: 'jwt', iss: 'i', sub: 's' },
    providerName: 'p',
    scopes: ['a', 'b'],
  } as const
  const keys = [
    base,
    { ...base, workloadName: 'w2' },
    { ...base, providerName: 'p2' },
    { ...base, scopes: ['a'] },
    { ...base, scopes: ['a b'] },
    { ...base, scopes: ['ab'] },
    { ...base, providerName: 'pa', scopes: ['b'] },
    { ...base, user: { kind: 'jwt', iss: 'i1:s', sub: '' } as const },
    { ...base, user: { kind: 'jwt', iss: 's', sub: 'i' } as const },
    { ...base, user: { kind: 'id', userId: 's' } as const },
  ]
  expect(new Set(keys.map(connectionKeyHash)).size).toBe(keys.length)
  expect(connectionKeyHash({ ...base, scopes: ['b', 'a', 'a'] })).toBe(connectionKeyHash(base))
})

test('a token is renewed in the last fifth of its life, five minutes at most', () => {
  const token = (seconds: number) => ({ obtainedAt: 0, expiresAt: seconds * 1000 })
  expect([isFresh(token(5), 3_900), isFresh(token(5), 4_100)]).toEqual([true, false])
  expect([isFresh(token(36_000), 35_699_000), isFresh(token(36_000), 35_701_000)]).toEqual([true, false])
  expect(isFresh({ obtainedAt: 0 }, Number.MAX_SAFE_INTEGER)).toBe(true)
})
