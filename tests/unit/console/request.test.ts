import { describe, expect, test } from 'vitest'
import { listCatalogue } from '../../../lib/contracts/operations/console.ts'
import { getGateway, updateGateway } from '../../../lib/contracts/operations/gateways.ts'
import { createCall, toWire } from '../../../lib/console/request.ts'

describe('an operation on the wire', () => {
  test('members go to the path, the query or the body, and the trailing slash stays', () => {
    expect(toWire(getGateway, { gatewayIdentifier: 'a/b' })).toEqual({ path: '/gateways/a%2Fb/', body: undefined })
    expect(toWire(listCatalogue, { query: 'a b', gatewayId: undefined, maxResults: 10 }).path).toBe(
      '/console/catalogue?query=a+b&maxResults=10',
    )
    const wire = toWire(updateGateway, { gatewayIdentifier: 'g', name: 'n', description: undefined })
    expect(wire).toEqual({ path: '/gateways/g/', body: '{"name":"n"}' })
  })

  test('a refusal carries code, fields and request id', async () => {
    const call = createCall(async () =>
      Response.json(
        { message: 'Bad.', reason: 'FieldValidationFailed', fieldList: [{ name: 'name', message: 'Too long.' }, 7] },
        { status: 400, headers: { 'x-amzn-errortype': 'ValidationException:http://x', 'x-amzn-requestid': 'r1' } },
      ),
    )
    await expect(call(getGateway, { gatewayIdentifier: 'g-0123456789' })).rejects.toMatchObject({
      code: 'ValidationException',
      status: 400,
      message: 'Bad.',
      fieldList: [{ name: 'name', message: 'Too long.' }],
      requestId: 'r1',
    })
  })

  test('a refusal that was asked for quietly is one all the same, with its own status', async () => {
    const headers = { 'x-amzn-errortype': 'ResourceNotFoundException', 'x-postern-status': '404' }
    const call = createCall(async () => Response.json({ message: 'Gone.' }, { headers }))
    await expect(call(getGateway, { gatewayIdentifier: 'g' })).rejects.toMatchObject({ status: 404, message: 'Gone.' })
  })

  test('no answer and an answer that is no JSON are readable too', async () => {
    const dead = createCall(() => Promise.reject(new TypeError('fetch failed')))
    await expect(dead(getGateway, { gatewayIdentifier: 'g' })).rejects.toMatchObject({ code: 'Unreachable', status: 0 })
    const page = createCall(async () => new Response('<h1>502</h1>', { status: 502 }))
    await expect(page(getGateway, { gatewayIdentifier: 'g' })).rejects.toMatchObject({ status: 502, fieldList: [] })
  })

  test('a call that the page itself gave up is not an error of the server', async () => {
    const controller = new AbortController()
    const call = createCall(() => {
      controller.abort()
      return Promise.reject(new DOMException('gone', 'AbortError'))
    })
    await expect(call(getGateway, { gatewayIdentifier: 'g' }, { signal: controller.signal })).rejects.toMatchObject({
      name: 'AbortError',
    })
  })
})
