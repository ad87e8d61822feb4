import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DomainError } from '../../../../lib/kernel/domain-error.ts'
import { Secret } from '../../../../lib/kernel/secret.ts'
import { createSigV4Verifier, type SignedRequest } from '../../../../lib/policy/sigv4/index.ts'
import { accessKeyId, headerOf, now, secretAccessKey, sign, withHeader } from './sign.ts'

const verifier = createSigV4Verifier({
  region: 'us-east-1',
  accessKeys: {
    find: (id) =>
      Promise.resolve(
        id === accessKeyId ? { secret: new Secret(secretAccessKey), arn: 'arn:aws:iam::000000000000:root' } : undefined,
      ),
  },
  clock: { now: () => now },
})
const refusal = (request: SignedRequest): Promise<DomainError> =>
  verifier.verify(request).then(
    () => Promise.reject(new Error('The request was accepted.')),
    (error: unknown) => (error instanceof DomainError ? error : Promise.reject(error)),
  )
const refused = async (request: SignedRequest, words?: RegExp, code = 'InvalidSignatureException') => {
  const error = await refusal(request)
  expect(error.code).toBe(code)
  expect(error.status).toBe(403)
  if (words) expect(error.message).toMatch(words)
}

describe('a request signed by an independent signer', () => {
  test.each([
    ['plain', {}],
    ['ARN in the path, percent-encoded', { path: '/api/tags/arn%3Aaws%3Abedrock-agentcore%3A%3Agateway%2Fx' }],
    ['trailing slash', { path: '/api/gateways/g-0123456789/targets/', method: 'GET', body: '' }],
    ['no trailing slash', { path: '/api/gateways/g-0123456789/synchronizeTargets', method: 'PUT' }],
    ['query out of order', { method: 'GET', query: 'nextToken=a%2Fb%3D&maxResults=5', body: '' }],
    ['repeated query parameter', { method: 'DELETE', query: 'tagKeys=b&tagKeys=a&x=', body: '' }],
    ['header with inner spaces', { headers: { 'x-amz-meta': 'a   b' } }],
    ['signs headers that smithy leaves out', { headers: { 'user-agent': 'curl/8', 'x-amzn-trace-id': 'Root=1' } }],
    ['non-ASCII body', { body: '{"name":"é😀"}' }],
  ])('SG-5 verifies: %s', async (_, input) => {
    const verified = await verifier.verify(sign(input))
    expect(verified).toMatchObject({ accessKeyId, arn: 'arn:aws:iam::000000000000:root' })
    expect(verified.signedHeaders.has('host')).toBe(true)
  })

  test('SG-5 verifies requests of any path, query and body', async () => {
    const segment = fc.stringMatching(/^[A-Za-z0-9_~!*'()-]{1,8}$/).map(encodeURIComponent)
    const text = fc.string({ unit: 'grapheme', maxLength: 12 }).map(encodeURIComponent)
    await fc.assert(
      fc.asyncProperty(
        fc.array(segment, { minLength: 1, maxLength: 5 }),
        fc.boolean(),
        fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), text, { maxKeys: 4 }),
        fc.string({ maxLength: 40 }),
        async (segments, slash, query, body) => {
          const path = `/${segments.join('/')}${slash ? '/' : ''}`
          const pairs = Object.entries(query).map(([name, value]) => `${name}=${value}`)
          await verifier.verify(sign({ path, query: pairs.join('&'), body }))
        },
      ),
      { numRuns: 200 },
    )
  })

  test('SG-8 the signature id differs with the signature and only with it', async () => {
    const one = await verifier.verify(sign())
    expect((await verifier.verify(sign())).signatureId).toBe(one.signatureId)
    expect((await verifier.verify(sign({ body: '{"a":1}' }))).signatureId).not.toBe(one.signatureId)
  })
})

describe('mutations', () => {
  const original = sign({ path: '/api/gateways/g-0123456789/targets/', query: 'maxResults=5', body: '{"name":"x"}' })
  const flip = (text: string, at: number, to: string): string => text.slice(0, at) + to + text.slice(at + 1)
  const printable = Array.from({ length: 94 }, (_, at) => String.fromCharCode(33 + at))

  test('SG-4 every changed byte of the body is refused', async () => {
    for (let at = 0; at < original.body.length; at++) {
      for (const bit of [1, 2, 4, 8, 16, 32, 64, 128]) {
        const body = Buffer.from(original.body)
        body[at] = (body[at] ?? 0) ^ bit
        await refused({ ...original, body })
      }
    }
  })

  test('SG-5 every changed character of the path, method and query is refused', async () => {
    for (const member of ['rawPath', 'rawQuery', 'method'] as const) {
      const text = original[member]
      for (let at = 0; at < text.length; at++) {
        for (const to of printable) if (to !== text[at]) await refused({ ...original, [member]: flip(text, at, to) })
      }
    }
  })

  test('SG-2 every changed character of the Authorization header and of a signed header is refused', async () => {
    for (const name of ['authorization', 'host', 'x-amz-date', 'content-type', 'x-amz-content-sha256']) {
      const text = headerOf(original, name)
      for (let at = 0; at < text.length; at++) {
        for (const to of ['a', '0', ';', ',', '/', 'Z', '=']) {
          if (to !== text[at]) await refused(withHeader(original, name, flip(text, at, to)))
        }
      }
    }
  })

  test('SG-2 no header of any other form gets past the parser', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 300 }), (header) =>
        refused(withHeader(original, 'authorization', header)),
      ),
    )
  })
})

describe('what is refused whatever its signature', () => {
  test('no Authorization header: the request is told to sign', async () => {
    await refused(withHeader(sign(), 'authorization', undefined), /not signed/, 'MissingAuthenticationTokenException')
  })

  test.each(['X-Amz-Signature=aa', 'x-amz-credential=x', 'X%2DAmz-Algorithm=AWS4-HMAC-SHA256'])(
    'SG-1 signed in the query: %s',
    (query) => refused(sign({ query, method: 'GET' }), /query string are not accepted/),
  )

  test.each([
    ['another service', { service: 'bedrock-agentcore-control' }, /must be for the service bedrock-agentcore/],
    ['another region', { region: 'eu-west-1' }, /region us-east-1/],
    ['a wrong secret', { secret: 'no' }, /does not match/],
    ['dot segments', { path: '/api/gateways/../gateways/' }, /dot segments/],
    ['doubled slashes', { path: '/api//gateways/' }, /empty/],
    ['an ambiguous plus', { query: 'query=a+b' }, /%20/],
    ['a session token', { headers: { 'x-amz-security-token': 't' } }, /without a session token/],
    ['UNSIGNED-PAYLOAD', { headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } }, /must be signed/],
    ['a streaming payload', { headers: { 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' } }, /signed/],
    ['a compressed body', { headers: { 'content-encoding': 'gzip' } }, /compressed/],
  ])('SG-2 SG-4 SG-10 %s', (_, input, words) => refused(sign(input), words))

  test.each(['x-amz-target', 'x-amz-user', 'x-amz-security-token'])('SG-3 an unsigned %s', (name) =>
    refused(withHeader(sign(), name, 'x'), /sent but not signed/),
  )

  test('SG-3 an unsigned content-type', async () => {
    const request = sign()
    const authorization = headerOf(request, 'authorization').replace('content-type;', '')
    await refused(withHeader(request, 'authorization', authorization), /content-type is sent but not signed/)
  })

  test.each(['host', 'x-amz-date', 'authorization', 'content-type'])('SG-6 a second %s', (name) => {
    const request = sign()
    const again = { ...request, rawHeaders: [...request.rawHeaders, name, headerOf(request, name)] }
    return refused(again, /more than once/)
  })

  test.each([
    ['20260131T120501Z', false],
    ['20260131T115459Z', false],
    ['20260131T120500Z', true],
    ['20260131T115500Z', true],
  ])('SG-7 signed at %s while it is 12:00:00: accepted %s', async (amzDate, accepted) => {
    const request = sign({ amzDate })
    if (accepted) await verifier.verify(request)
    else await refused(request, /2026-01-31T12:00:00\.000Z/)
  })

  test('SG-9 an unknown key and a wrong secret get the same words', async () => {
    const [unknown, wrong] = [await refusal(sign({ key: 'AKIDNOBODY' })), await refusal(sign({ secret: 'no' }))]
    expect(unknown.message).toBe(wrong.message)
    expect(unknown.code).toBe(wrong.code)
  })

  test('SG-12 an over-long Authorization header', () =>
    refused(withHeader(sign(), 'authorization', `${headerOf(sign(), 'authorization')}${'a'.repeat(9000)}`)))
})
