import { GetResourceOauth2TokenCommand } from '@aws-sdk/client-bedrock-agentcore'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Rooms } from '../../../lib/control/index.ts'
import { Secret } from '../../../lib/kernel/secret.ts'
import { startControl } from '../../_support/control-rig.ts'

const obtained: unknown[] = []

/** Answers by the first scope, so that a test can ask for each outcome. */
const identity = {
  workloadTokens: {
    verify: (token: string) =>
      token === 'machine'
        ? Promise.resolve({ workloadName: 'app' })
        : Promise.resolve({ workloadName: 'app', user: { kind: 'id', userId: 'alice' } }),
  },
  resourceTokens: {
    obtain: (request: { scopes: string[] }) => {
      obtained.push(request)
      const kind = request.scopes[0]
      const sessionUri = 'urn:ietf:params:oauth:request_uri:s'
      if (kind === 'token') return Promise.resolve({ kind, accessToken: new Secret('at-1') })
      if (kind === 'consent') return Promise.resolve({ kind, authorizationUrl: 'http://p/authorize', sessionUri })
      if (kind === 'unavailable') return Promise.resolve({ kind, message: 'The provider is down. Try again shortly.' })
      return Promise.resolve({ kind, sessionUri })
    },
  },
} as unknown as Rooms['identity']

let rig: Awaited<ReturnType<typeof startControl>>
beforeAll(async () => {
  rig = await startControl({ identity })
})
afterAll(() => rig.close())

describe('GetResourceOauth2Token', () => {
  const ask = (scopes: string[], more: { token?: string; returnUrl?: string } = {}) =>
    rig.dataClient.send(
      new GetResourceOauth2TokenCommand({
        workloadIdentityToken: more.token ?? 'alices',
        resourceCredentialProviderName: 'github',
        scopes,
        oauth2Flow: 'USER_FEDERATION',
        resourceOauth2ReturnUrl: more.returnUrl,
        resources: ['https://mcp.example/mcp'],
        customState: 'a:b',
      }),
    )

  test.each([
    ['token', { accessToken: 'at-1' }],
    ['consent', { authorizationUrl: 'http://p/authorize', sessionStatus: 'IN_PROGRESS' }],
    ['pending', { sessionStatus: 'IN_PROGRESS', sessionUri: 'urn:ietf:params:oauth:request_uri:s' }],
    ['failed', { sessionStatus: 'FAILED', sessionUri: 'urn:ietf:params:oauth:request_uri:s' }],
  ])('answers %s', async (scope, answer) => {
    expect(await ask([scope], { returnUrl: 'https://app.example/cb' })).toMatchObject(answer)
    expect(obtained.at(-1)).toMatchObject({
      workloadName: 'app',
      user: { kind: 'id', userId: 'alice' },
      providerName: 'github',
      returnUrl: 'https://app.example/cb',
      resource: 'https://mcp.example/mcp',
      customState: 'a:b',
      purpose: { kind: 'direct' },
    })
  })

  test('a provider that is down is never a consent', () =>
    expect(ask(['unavailable'])).rejects.toMatchObject({ name: 'ServiceUnavailableException' }))

  test('a workload token without a user has nobody to ask', () =>
    expect(ask(['token'], { token: 'machine' })).rejects.toMatchObject({
      fieldList: [{ name: 'workloadIdentityToken' }],
    }))
})
