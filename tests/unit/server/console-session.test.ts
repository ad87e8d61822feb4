import { encode } from 'next-auth/jwt'
import { describe, expect, it } from 'vitest'
import { createConsoleSessions } from '../../../lib/server/console-session.ts'

const secret = 'a secret of this test'
const ada = { userId: 'u-1', email: 'ada@example.com', role: 'admin' as const }
const sessions = createConsoleSessions({
  https: false,
  secret,
  session: (id) => Promise.resolve(id === 's-1' ? ada : undefined),
})
const cookie = async (sid: string, key = secret, name = 'postern-session') =>
  `theme=dark; ${name}=${await encode({ token: { sub: 'u-1', email: 'ada@example.com', role: 'admin', sid }, secret: key })}`

describe('console session', () => {
  it('knows whom a living session belongs to', async () => {
    expect(await sessions.find(await cookie('s-1'))).toEqual({ kind: 'console', sessionId: 's-1', ...ada })
  })

  it.each([
    ['no cookie', () => Promise.resolve(undefined)],
    ['an ended session', () => cookie('s-2')],
    ['a cookie of another key', () => cookie('s-1', 'another secret')],
    ['a cookie of another name', () => cookie('s-1', secret, 'next-auth.session-token')],
    ['no token at all', () => Promise.resolve('postern-session=garbage')],
  ])('knows nobody by %s', async (_, make) => {
    expect(await sessions.find(await make())).toBeUndefined()
  })
})
