import { CompleteResourceTokenAuthCommand } from '@aws-sdk/client-bedrock-agentcore'
import {
  CreateGatewayCommand,
  CreateGatewayTargetCommand,
  DeleteOauth2CredentialProviderCommand,
  GetGatewayCommand,
  ListGatewaysCommand,
  paginateListGateways,
  SynchronizeGatewayTargetsCommand,
} from '@aws-sdk/client-bedrock-agentcore-control'
import { Sha256 } from '@aws-crypto/sha256-js'
import { HttpRequest } from '@smithy/protocol-http'
import { SignatureV4 } from '@smithy/signature-v4'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Rooms } from '../../../lib/control/index.ts'
import { createArns, type GatewayRecord } from '../../../lib/gateways/index.ts'
import { viewGateway } from '../../../lib/gateways/view.ts'
import { notFound } from '../../../lib/kernel/domain-error.ts'
import { arn, credentials, person, startControl } from '../../_support/control-rig.ts'

const roleArn = 'arn:aws:iam::000000000000:role/gateway'
const record = (id: string): GatewayRecord => ({
  id,
  name: id.slice(0, -11),
  settings: { roleArn, authorizerType: 'NONE' },
  status: 'READY',
  statusReasons: [],
  version: 1,
  createdAt: Date.UTC(2026, 0, 1),
  updatedAt: Date.UTC(2026, 0, 2),
})
const stored = ['a', 'b', 'c', 'd', 'e'].map((name) => record(`${name}-0123456789`))
const calls: unknown[] = []

const gateways = {
  create: (actor, input, clientToken) => {
    calls.push({ actor, input, clientToken })
    return Promise.resolve(record('new-0123456789'))
  },
  get: (id) => {
    const found = stored.find((gateway) => gateway.id === id)
    return found ? Promise.resolve(found) : Promise.reject(notFound(`Gateway ${id}`))
  },
  list: ({ limit, after }) => {
    const rest = stored.filter(({ id }) => after === undefined || id > after)
    return Promise.resolve({ items: rest.slice(0, limit), ...(rest.length > limit && { after: rest[limit - 1]?.id }) })
  },
  all: () => Promise.reject(new Error('The disk with password hunter2 is full.')),
  view: (gateway) =>
    viewGateway(gateway, {
      arns: createArns({ region: 'us-east-1', account: '000000000000' }),
      publicOrigin: 'http://p',
    }),
} as Rooms['gateways']

const completed: unknown[] = []
const identity = {
  providers: {
    remove: (actor: unknown, name: string) => {
      calls.push({ actor, name })
      return Promise.resolve()
    },
    count: () => Promise.resolve(0),
  },
  sessions: {
    complete: (request: unknown) => {
      completed.push(request)
      return Promise.resolve()
    },
  },
} as unknown as Rooms['identity']

let rig: Awaited<ReturnType<typeof startControl>>
beforeAll(async () => {
  const targets = {
    allWithTools: () => Promise.resolve([]),
    reviews: () => Promise.resolve(new Map()),
  } as unknown as Rooms['targets']
  rig = await startControl({ gateways, identity, targets })
})
afterAll(() => rig.close())

/** Signs as a client without retries or invocation ids does, so that the same request can be sent again. */
async function signed(method: string, path: string, input?: unknown) {
  const { host, hostname, port } = new URL(rig.publicOrigin)
  const body = input === undefined ? undefined : JSON.stringify(input)
  const headers = { host, ...(body !== undefined && { 'content-type': 'application/json' }) }
  const signer = new SignatureV4({ service: 'bedrock-agentcore', region: 'us-east-1', credentials, sha256: Sha256 })
  const request = await signer.sign(new HttpRequest({ method, hostname, port: Number(port), path, headers, body }))
  return () => fetch(`${rig.publicOrigin}${path}`, { method, body, headers: request.headers })
}

describe('the AWS SDK', () => {
  test('creates: 202, every member, ISO timestamps; the caller is the access key', async () => {
    const command = new CreateGatewayCommand({ name: 'new', roleArn, authorizerType: 'NONE', tags: { a: 'b' } })
    const created = await rig.controlClient.send(command)
    expect(created.$metadata).toMatchObject({ httpStatusCode: 202, requestId: expect.any(String) })
    expect(created).toMatchObject({
      gatewayId: 'new-0123456789',
      gatewayUrl: 'http://p/gateways/new-0123456789/mcp',
      createdAt: new Date(Date.UTC(2026, 0, 1)),
      status: 'READY',
    })
    expect(calls.at(-1)).toMatchObject({
      actor: { kind: 'iam', accessKeyId: credentials.accessKeyId, arn },
      input: { name: 'new', roleArn, authorizerType: 'NONE', tags: { a: 'b' } },
      clientToken: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
  })

  test('pages through a list with sealed tokens', async () => {
    const seen: (string | undefined)[] = []
    for await (const page of paginateListGateways({ client: rig.controlClient, pageSize: 2 }, {})) {
      expect(page.nextToken ?? '').not.toContain('0123456789')
      seen.push(...(page.items ?? []).map(({ gatewayId }) => gatewayId))
    }
    expect(seen).toEqual(stored.map(({ id }) => id))
  })

  test('reads 204 and an empty 200', async () => {
    const deleted = await rig.controlClient.send(new DeleteOauth2CredentialProviderCommand({ name: 'github' }))
    expect(deleted.$metadata.httpStatusCode).toBe(204)
    const sessionUri = 'urn:ietf:params:oauth:request_uri:abc'
    const done = await rig.dataClient.send(
      new CompleteResourceTokenAuthCommand({ sessionUri, userIdentifier: { userId: 'alice' } }),
    )
    expect(done.$metadata.httpStatusCode).toBe(200)
    expect(completed.at(-1)).toMatchObject({ sessionUri, identity: { userId: 'alice' }, actor: { kind: 'iam' } })
  })

  test.each([
    [
      'an unknown gateway',
      new GetGatewayCommand({ gatewayIdentifier: 'x-0123456789' }),
      'ResourceNotFoundException',
      404,
    ],
    ['a malformed id', new GetGatewayCommand({ gatewayIdentifier: 'X' }), 'ValidationException', 400],
    ['maxResults 1001', new ListGatewaysCommand({ maxResults: 1001 }), 'ValidationException', 400],
    ['an invented nextToken', new ListGatewaysCommand({ nextToken: 'invented' }), 'ValidationException', 400],
    ['a token of another alphabet', new ListGatewaysCommand({ nextToken: '%%%' }), 'ValidationException', 400],
  ])('is told %s by name and status', async (_, command, name, status) => {
    await expect(rig.controlClient.send(command as GetGatewayCommand)).rejects.toMatchObject({
      name,
      $metadata: { httpStatusCode: status },
      ...(name === 'ValidationException' && {
        reason: 'FieldValidationFailed',
        fieldList: [{ name: expect.any(String), message: expect.any(String) }],
      }),
    })
  })

  test('two members in a union, or none, are refused', async () => {
    for (const userIdentifier of [{}, { userId: 'a', userToken: 'a.b.c' }]) {
      const answer = await (
        await signed('POST', '/api/identities/CompleteResourceTokenAuth', {
          userIdentifier,
          sessionUri: 'urn:ietf:params:oauth:request_uri:abc',
        })
      )()
      expect(answer.status).toBe(400)
      expect(await answer.json()).toMatchObject({
        __type: 'ValidationException',
        fieldList: [{ name: 'userIdentifier' }],
      })
    }
  })

  test('more than one target to synchronize is refused by name', async () => {
    const targetIdList = ['ABCDEFGHIJ', 'ABCDEFGHIK']
    const command = new SynchronizeGatewayTargetsCommand({ gatewayIdentifier: 'a-0123456789', targetIdList })
    await expect(rig.controlClient.send(command)).rejects.toMatchObject({ fieldList: [{ name: 'targetIdList' }] })
  })

  test('a member that is not offered here is named', async () => {
    const command = new CreateGatewayTargetCommand({
      gatewayIdentifier: 'a-0123456789',
      name: 't',
      targetConfiguration: { mcp: { lambda: { lambdaArn: 'arn:aws:lambda:x', toolSchema: { inlinePayload: [] } } } },
    })
    await expect(rig.controlClient.send(command)).rejects.toMatchObject({
      name: 'ValidationException',
      fieldList: expect.arrayContaining([expect.objectContaining({ name: 'targetConfiguration.mcp.lambda' })]),
    })
  })
})

describe('SG-8 the same signed request again', () => {
  test('a change is refused', async () => {
    const send = await signed('POST', '/api/gateways/', { name: 'new', roleArn, authorizerType: 'NONE' })
    expect((await send()).status).toBe(202)
    const again = await send()
    expect(again.status).toBe(403)
    expect(again.headers.get('x-amzn-errortype')).toBe('InvalidSignatureException')
  })

  test('of ten at once one is let in', async () => {
    const send = await signed('POST', '/api/identities/DeleteOauth2CredentialProvider', { name: 'github' })
    const statuses = await Promise.all(Array.from({ length: 10 }, async () => (await send()).status))
    expect(statuses.sort()).toEqual([204, ...Array.from({ length: 9 }, () => 403)])
  })

  test.each([
    ['a read', 'GET', '/api/gateways/', undefined, 200],
    [
      'a creation with a client token',
      'POST',
      '/api/gateways/',
      { name: 'new', roleArn, authorizerType: 'NONE', clientToken: 'a'.repeat(36) },
      202,
    ],
    [
      'a completion',
      'POST',
      '/api/identities/CompleteResourceTokenAuth',
      { userIdentifier: { userId: 'a' }, sessionUri: 'urn:ietf:params:oauth:request_uri:abc' },
      200,
    ],
  ])('%s is answered again', async (_, method, path, input, status) => {
    const send = await signed(method, path, input)
    expect([(await send()).status, (await send()).status]).toEqual([status, status])
  })
})

describe('the wire', () => {
  const get = (path: string, init?: RequestInit) => fetch(`${rig.publicOrigin}${path}`, init)

  test.each([
    ['GET', '/api/policies'],
    ['GET', '/api/gateways'],
    ['PATCH', '/api/gateways/'],
    ['POST', '/api/identities/CreateApiKeyCredentialProvider'],
    ['POST', '/api/'],
  ])('%s %s is an unknown operation, signed or not', async (method, path) => {
    for (const answer of [await get(path, { method }), await (await signed(method, path))()]) {
      expect(answer.status).toBe(404)
      expect(answer.headers.get('x-amzn-errortype')).toBe('UnknownOperationException')
      expect(await answer.json()).toMatchObject({ __type: 'UnknownOperationException' })
    }
  })

  test('unsigned requests are refused and reach no room', async () => {
    const before = calls.length
    const answer = await get('/api/gateways/', { method: 'POST', body: '{}' })
    expect(answer.status).toBe(403)
    expect(answer.headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException')
    expect(calls).toHaveLength(before)
  })

  test('answers are JSON for one caller', async () => {
    const answer = await rig.asPerson('/gateways/')
    expect(answer.headers.get('content-type')).toBe('application/json')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/)
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
  })

  test('a person at the console is the actor', async () => {
    const body = JSON.stringify({ name: 'new', roleArn, authorizerType: 'NONE' })
    expect((await rig.asPerson('/gateways/', { method: 'POST', body })).status).toBe(202)
    expect(calls.at(-1)).toMatchObject({ actor: person })
    expect(await (await rig.asPerson('/console/me')).json()).toEqual({
      userId: person.userId,
      email: person.email,
      role: 'admin',
    })
  })

  test('BR-4 another site cannot use a session', async () => {
    const body = JSON.stringify({ name: 'new', roleArn, authorizerType: 'NONE' })
    const headers = { origin: 'https://evil.example' }
    const answer = await rig.asPerson('/gateways/', { method: 'POST', body, headers })
    expect(answer.status).toBe(403)
    expect(answer.headers.get('x-amzn-errortype')).toBe('AccessDeniedException')
  })

  test('a page may be told refusals quietly; whoever signs, and faults of ours, get their status', async () => {
    const headers = { 'x-postern-quiet': '1' }
    const refused = await rig.asPerson('/gateways/', { method: 'POST', body: '{}', headers })
    expect(refused.status).toBe(200)
    expect(refused.headers.get('x-postern-status')).toBe('400')
    expect(await refused.json()).toMatchObject({ __type: 'ValidationException' })
    const signed = await get('/api/gateways/', { headers: { ...headers, authorization: 'AWS4-HMAC-SHA256 x' } })
    expect(signed.status).toBe(403)
    expect((await rig.asPerson('/console/overview', { headers })).status).toBe(500)
  })

  test('HT-1 a body over the cap is refused, announced or not', async () => {
    const long = JSON.stringify({ name: 'x'.repeat(1024 * 1024) })
    const announced = await rig.asPerson('/gateways/', { method: 'POST', body: long })
    expect(announced.status).toBe(413)
    const chunks = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0; at < 32; at++) controller.enqueue(new Uint8Array(64 * 1024).fill(0x20))
        controller.close()
      },
    })
    const init = { method: 'POST', body: chunks, duplex: 'half' } as RequestInit
    const counted = await rig.asPerson('/gateways/', init).then(
      (answer) => answer.status,
      () => 'closed before the body was read',
    )
    expect([413, 'closed before the body was read']).toContain(counted)
  })

  test('I7 our own failure says where to look, and nothing else', async () => {
    const answer = await rig.asPerson('/console/overview')
    const requestId = answer.headers.get('x-amzn-requestid')
    expect(answer.status).toBe(500)
    const text = await answer.text()
    expect(JSON.parse(text)).toMatchObject({
      __type: 'InternalServerException',
      message: expect.stringContaining(requestId ?? ''),
    })
    expect(text).not.toContain('hunter2')
    expect(rig.logged.at(-1)).toMatchObject({ requestId, err: { cause: expect.any(Error) } })
  })
})
