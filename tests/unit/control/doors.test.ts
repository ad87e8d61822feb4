import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { createDoors } from '../../../lib/control/doors/doors.ts'
import { operations } from '../../../lib/control/index.ts'
import { DomainError } from '../../../lib/kernel/domain-error.ts'
import { Secret } from '../../../lib/kernel/secret.ts'

const publicOrigin = 'http://localhost:3000'
const cookie = 'postern-session=live'
const person = { kind: 'console', userId: 'u1', email: 'a@example.com', role: 'admin', sessionId: 's1' } as const
const member = { ...person, role: 'member' } as const
const memberCookie = 'postern-session=member'
const people: Record<string, typeof person | typeof member> = { [cookie]: person, [memberCookie]: member }
const key = {
  accessKeyId: 'AKID',
  arn: 'arn:aws:iam::000000000000:root',
  signatureId: 'sig',
  signedAt: 1_000,
  signedHeaders: new Set<string>(),
}

const enter = createDoors({
  publicOrigin,
  internalSecret: new Secret('secret-of-this-start'),
  consoleSession: (req) => Promise.resolve(people[req.headers.cookie ?? '']),
  verifier: {
    verify: (request) =>
      request.rawHeaders.includes('good signature')
        ? Promise.resolve(key)
        : Promise.reject(new DomainError('InvalidSignatureException', 'No.')),
  },
})

function knock(name: string, headers: Record<string, string>) {
  const operation = operations.find(({ shape }) => shape.name === name)
  if (!operation) throw new Error(`There is no operation ${name}.`)
  const req = new IncomingMessage(new Socket())
  req.method = operation.shape.method
  req.headers = headers
  req.rawHeaders = Object.entries(headers).flat()
  return enter({ req, rawPath: '/api/x', rawQuery: '', body: Buffer.alloc(0) }, operation)
}
const refused = (name: string, headers: Record<string, string>, code: string) =>
  expect(knock(name, headers)).rejects.toMatchObject({ code })
const same = { 'x-postern-console': '1', 'sec-fetch-site': 'same-origin' }
const internal = { 'x-postern-internal': 'secret-of-this-start' }

describe('who may call', () => {
  test('a signature makes an access key, and its memory is handed on', async () => {
    expect(await knock('CreateGateway', { authorization: 'good signature' })).toEqual({
      actor: { kind: 'iam', accessKeyId: 'AKID', arn: key.arn },
      signed: { signatureId: 'sig', signedAt: 1_000, signedHeaders: new Set() },
    })
  })

  test('calls that botocore leaves unsigned ids on are told apart by them', async () => {
    const callOf = async (id: string) =>
      (await knock('CreateGateway', { authorization: 'good signature', 'amz-sdk-invocation-id': id })).signed?.call
    expect(await callOf('a')).toBe(await callOf('a'))
    expect(await callOf('a')).not.toBe(await callOf('b'))
  })

  test('SG-1 a bad signature is refused whatever cookie comes with it', () =>
    refused('ListGateways', { authorization: 'bad', cookie, ...same }, 'InvalidSignatureException'))

  test('a live session makes a person', async () => {
    expect(await knock('ListGateways', { cookie })).toEqual({ actor: person })
    expect(await knock('CreateGateway', { cookie, ...same })).toEqual({ actor: person })
  })

  test.each([
    ['nothing', {}, 'MissingAuthenticationTokenException'],
    ['a foreign cookie', { cookie: 'theme=dark' }, 'MissingAuthenticationTokenException'],
    ['a session that is over', { cookie: 'postern-session=old' }, 'UnauthorizedException'],
    ['the console process without a person', internal, 'UnauthorizedException'],
  ])('BR-5 with %s no operation that needs a caller is entered', async (_, headers, code) => {
    const closed = operations.filter(({ access }) => access === 'signed-in')
    expect(closed.length).toBeGreaterThan(25)
    for (const { shape } of closed) await refused(shape.name, headers, code)
  })

  test('only the console process enters what is internal', async () => {
    for (const { shape } of operations.filter(({ access }) => access === 'internal')) {
      expect(await knock(shape.name, internal)).toEqual({})
      expect(await knock(shape.name, { ...internal, cookie })).toEqual({ actor: person })
      await refused(shape.name, { cookie, ...same }, 'AccessDeniedException')
      await refused(shape.name, { authorization: 'good signature' }, 'AccessDeniedException')
      await refused(shape.name, { 'x-postern-internal': 'secret-of-another-start' }, 'AccessDeniedException')
    }
    expect(operations.filter(({ access }) => access === 'internal').map(({ shape }) => shape.name)).toEqual([
      'SignIn',
      'SignOut',
      'GetInvitation',
      'AcceptInvitation',
      'ListSignInChoices',
      'BeginProviderSignIn',
      'FinishProviderSignIn',
      'DescribeAuthorization',
      'DescribeClientRequest',
    ])
  })

  test('set-up is open to anybody, from our own pages', async () => {
    expect(await knock('GetSetupState', {})).toEqual({})
    expect(await knock('CompleteSetup', same)).toEqual({})
    expect(await knock('CompleteSetup', internal)).toEqual({})
    await refused(
      'CompleteSetup',
      { 'x-postern-console': '1', origin: 'https://evil.example' },
      'AccessDeniedException',
    )
  })
})

describe('BR-4 a change with a console session comes from our own pages only', () => {
  const ours = { cookie, 'x-postern-console': '1' }

  test.each([
    ['same-origin', { ...ours, 'sec-fetch-site': 'same-origin' }],
    ['our Origin, where the browser has no Sec-Fetch-Site', { ...ours, origin: publicOrigin }],
    ['the console process', { ...internal, cookie }],
  ])('let in: %s', async (_, headers) => expect(await knock('CreateGateway', headers)).toEqual({ actor: person }))

  test.each([
    ['no console header', { cookie, 'sec-fetch-site': 'same-origin' }],
    ['a console header of another value', { ...ours, 'x-postern-console': 'true', 'sec-fetch-site': 'same-origin' }],
    ['neither Sec-Fetch-Site nor Origin', ours],
    ['cross-site', { ...ours, 'sec-fetch-site': 'cross-site', origin: publicOrigin }],
    ['same-site: a neighbour', { ...ours, 'sec-fetch-site': 'same-site' }],
    ['none: typed into the address bar', { ...ours, 'sec-fetch-site': 'none' }],
    ['Origin: null', { ...ours, origin: 'null' }],
    ['another port', { ...ours, origin: 'http://localhost:3001' }],
  ])('refused: %s', (_, headers) => refused('CreateGateway', headers, 'AccessDeniedException'))

  test('every operation that is not a GET asks for it', async () => {
    for (const { shape, access } of operations) {
      if (shape.method !== 'GET' && access !== 'internal')
        await refused(shape.name, { cookie }, 'AccessDeniedException')
    }
  })
})
