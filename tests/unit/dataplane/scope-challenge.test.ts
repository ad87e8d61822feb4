import fc from 'fast-check'
import { expect, test } from 'vitest'
import { scopesMissing } from '../../../lib/dataplane/methods/consent/challenge.ts'
import { AnswerHeaders } from '../../../lib/dataplane/upstream/answer-headers.ts'

const headersOf = (challenge: string | string[]) =>
  new AnswerHeaders([challenge].flat().flatMap((one) => [Buffer.from('WWW-Authenticate'), Buffer.from(one, 'latin1')]))

const refused = (challenge: string | string[], status = 403) =>
  scopesMissing({ kind: 'refused', status, headers: headersOf(challenge), body: '' })

test.each<[string | string[], string[]]>([
  ['Bearer error="insufficient_scope", scope="a b", resource_metadata="https://x/y"', ['a', 'b']],
  ['bearer scope=a,error=insufficient_scope', ['a']],
  [
    'Basic realm="scope=\\"x\\"", Bearer realm="r", error="insufficient_scope", scope="https://g/a b:c b:c"',
    ['https://g/a', 'b:c'],
  ],
  [['Basic realm="x"', 'Bearer error="insufficient_scope", scope="a"'], ['a']],
  ['Bearer error="insufficient_scope"', []],
  ['Bearer error="insufficient_scope", scope="a", scope="b"', []],
  ['Bearer error="insufficient_scope", scope="a\u00e9"', []],
  [`Bearer error="insufficient_scope", scope="${'x'.repeat(256)}"`, []],
  [`Bearer error="insufficient_scope", scope="${Array.from({ length: 51 }, (_, n) => n).join(' ')}"`, []],
])('%j wants %j', (challenge, scopes) => {
  expect(refused(challenge)).toEqual(scopes)
})

test.each([
  'Bearer error="invalid_token", scope="a"',
  'Basic error="insufficient_scope", scope="a"',
  'Bearer realm="error=insufficient_scope, scope=a"',
  'Bearer error="insufficient_scope',
  `Bearer error="insufficient_scope", scope="${'a '.repeat(5_000)}"`,
  '',
])('%j says nothing about scopes', (challenge) => {
  expect(refused(challenge)).toBeUndefined()
})

test('other statuses and other outcomes say nothing either', () => {
  const challenge = 'Bearer error="insufficient_scope", scope="a"'
  expect(refused(challenge, 401)).toBeUndefined()
  expect(scopesMissing({ kind: 'answered', headers: headersOf(challenge) })).toBeUndefined()
})

test('I9 whatever a server writes, what comes of it are a few honest scopes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
      const scopes = refused(`Bearer error="insufficient_scope", ${text}, scope="${text}"`) ?? []
      expect(scopes.length).toBeLessThanOrEqual(50)
      for (const scope of scopes) expect(scope).toMatch(/^[\x21\x23-\x5b\x5d-\x7e]{1,255}$/)
    }),
  )
})
