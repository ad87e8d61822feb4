import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { send, sign, type SignedRequest } from '../../_support/letter.ts'
import { startPostern, type RunningPostern } from '../../_support/postern.ts'

const list: SignedRequest = { method: 'GET', path: '/api/gateways/', query: { maxResults: '5' } }
const create = (name: string): SignedRequest => ({
  path: '/api/identities/CreateWorkloadIdentity',
  body: JSON.stringify({ name }),
})
const minutes = (count: number): Date => new Date(Date.now() + count * 60_000)

describe('signatures of the API', () => {
  let postern: RunningPostern
  beforeAll(async () => {
    postern = await startPostern()
  })
  afterAll(() => postern?.stop())
  const attempt = async (request: SignedRequest, headers?: Record<string, string>) =>
    send(postern, request, headers ?? (await sign(postern, request)))

  test('a good one is let in, within five minutes either way', async () => {
    for (const at of [undefined, minutes(-4.5), minutes(4.5)]) {
      const request = at === undefined ? list : { ...list, at }
      expect((await attempt(request)).status).toBe(200)
    }
  })

  test('unsigned, wrong, stale and foreign ones are 401 or 403 and tell nothing of the key', async () => {
    const good = await sign(postern, list)
    const { authorization = '', ...unsigned } = good
    const answers = [
      await attempt(list, unsigned),
      await attempt(list, { ...good, authorization: authorization.replace(/.{4}$/, '0000') }),
      await attempt(list, { ...good, authorization: 'Bearer a.b.c' }),
      await attempt(list, { ...good, 'x-amz-date': '20200101T000000Z' }),
      await attempt(list, { ...good, 'x-amz-extra': 'unsigned' }),
      await attempt({ ...list, query: { maxResults: '6' } }, good),
      await attempt({ ...list, path: '/api/gateways/x-0000000000/' }, good),
      await attempt({ ...list, secretAccessKey: 'wrong' }),
      await attempt({ ...list, accessKeyId: 'NOBODY0000000000' }),
      await attempt({ ...list, service: 's3' }),
      await attempt({ ...list, at: minutes(-6) }),
      await attempt({ ...list, at: minutes(6) }),
      await attempt({ ...create('changed'), body: '{"name":"other"}' }, await sign(postern, create('changed'))),
    ]
    for (const answer of answers) {
      expect([401, 403]).toContain(answer.status)
      expect(answer.headers.get('x-amzn-errortype')).toMatch(/^(InvalidSignature|MissingAuthenticationToken)Exception$/)
    }
    expect(answers[7]?.body['message']).toBe(answers[8]?.body['message'])
  })

  test('a query-signed request is refused', async () => {
    const query = { 'X-Amz-Algorithm': 'AWS4-HMAC-SHA256', 'X-Amz-Signature': 'a'.repeat(64) }
    expect([401, 403]).toContain((await attempt({ ...list, query }, {})).status)
  })

  test('a change that is sent again is refused; a read is answered', async () => {
    const headers = await sign(postern, create('replayed'))
    expect((await attempt(create('replayed'), headers)).status).toBe(201)
    const again = await attempt(create('replayed'), headers)
    expect(again.status).toBe(403)
    expect(again.headers.get('x-amzn-errortype')).toBe('InvalidSignatureException')
    const read = await sign(postern, list)
    for (const status of [200, 200]) expect((await attempt(list, read)).status).toBe(status)
  })

  test('two equal calls of botocore in one second, whose ids are not signed, are two calls', async () => {
    const request = { ...create('botocore'), unsigned: ['amz-sdk-invocation-id'] }
    const headers = await sign(postern, request)
    expect(headers['authorization']).not.toContain('amz-sdk-invocation-id')
    const call = () => attempt(request, { ...headers, 'amz-sdk-invocation-id': randomUUID() })
    expect((await call()).status).toBe(201)
    const second = await call()
    expect(second.status).toBe(400)
    expect(second.body['reason']).toBe('ResourceConflict')
    // The very same request is a replay all the same.
    const sent = { ...headers, 'amz-sdk-invocation-id': randomUUID() }
    await attempt(request, sent)
    expect((await attempt(request, sent)).status).toBe(403)
  })
})
