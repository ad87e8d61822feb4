import { CreateWorkloadIdentityCommand } from '@aws-sdk/client-bedrock-agentcore-control'
import {
  GetResourceOauth2TokenCommand,
  GetWorkloadAccessTokenForJWTCommand,
  GetWorkloadAccessTokenForUserIdCommand,
  type GetResourceOauth2TokenCommandInput,
} from '@aws-sdk/client-bedrock-agentcore'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../../_support/postern.ts'
import { appReturnUrl, complete, consent, startStory, startUrn, userToken, type Story } from '../../_support/story.ts'

describe('an application that asks for tokens itself', () => {
  let story: Story
  let workloadToken: string
  beforeAll(async () => {
    story = await startStory()
    await story.postern.clients.control.send(
      new CreateWorkloadIdentityCommand({ name: 'planner', allowedResourceOauth2ReturnUrls: [appReturnUrl] }),
    )
    workloadToken = await tokenFor('dora')
  })
  afterAll(() => story?.stop())

  const data = () => story.postern.clients.data
  const tokenFor = async (userId: string): Promise<string> => {
    const issued = await data().send(new GetWorkloadAccessTokenForUserIdCommand({ workloadName: 'planner', userId }))
    return issued.workloadAccessToken ?? ''
  }
  const ask = (more: Partial<GetResourceOauth2TokenCommandInput> = {}) =>
    data().send(
      new GetResourceOauth2TokenCommand({
        workloadIdentityToken: workloadToken,
        resourceCredentialProviderName: 'notes',
        scopes: ['notes:read'],
        oauth2Flow: 'USER_FEDERATION',
        resourceOauth2ReturnUrl: appReturnUrl,
        resources: [story.mcp.url],
        ...more,
      }),
    )

  test('asks, polls with the session URI, and gets the token once the person has completed', async () => {
    const asked = await ask({ customState: 'opaque: value' })
    expect(asked.accessToken).toBeUndefined()
    expect(asked.sessionUri).toBe(startUrn(asked.authorizationUrl ?? ''))
    expect((await ask({ sessionUri: asked.sessionUri })).sessionStatus).toBe('IN_PROGRESS')
    const { sessionUri, returned } = await consent(asked.authorizationUrl ?? '', 'alice')
    // SB-11: the application's own state comes back unchanged and never went to the provider.
    expect(returned.searchParams.get('state')).toBe('opaque: value')
    expect(story.server.ledger.of('authorization').at(-1)?.presented).not.toContain('opaque')
    await complete(story, { userId: 'dora' }, sessionUri)
    const granted = await ask({ sessionUri: asked.sessionUri })
    expect((await story.server.introspect(granted.accessToken ?? ''))?.sub).toBe('alice')
    expect((await ask()).accessToken).toBe(granted.accessToken)
  })

  test('I3: another user of the same workload has his own grant', async () => {
    const other = await ask({ workloadIdentityToken: await tokenFor('emil') })
    expect(other.accessToken).toBeUndefined()
    expect(other.authorizationUrl).toContain('/api/identities/oauth2/authorize?request_uri=')
  })

  test('a failed session says so to the one who polls', async () => {
    const asked = await ask({ forceAuthentication: true, scopes: ['notes:write'] })
    const { sessionUri } = await consent(asked.authorizationUrl ?? '', 'bob', { answer: 'Deny' })
    await expect(complete(story, { userId: 'dora' }, sessionUri)).rejects.toMatchObject({
      name: 'AccessDeniedException',
    })
    const polled = await ask({ sessionUri: asked.sessionUri, scopes: ['notes:write'] })
    expect(polled.sessionStatus).toBe('FAILED')
  })

  test('SB-10: a return URL that is not registered for the workload is refused', async () => {
    for (const resourceOauth2ReturnUrl of [
      'http://localhost:8080/callback/',
      'http://localhost:8080/callback?x=1',
      'https://evil.example/',
    ]) {
      await expect(ask({ resourceOauth2ReturnUrl })).rejects.toMatchObject({ name: 'ValidationException' })
    }
  })

  test('a token for a JWT user needs a token of an issuer that a gateway trusts', async () => {
    const issue = (jwt: string) =>
      data().send(new GetWorkloadAccessTokenForJWTCommand({ workloadName: 'planner', userToken: jwt }))
    expect((await issue(await userToken(story, 'bob'))).workloadAccessToken).toBeTruthy()
    const forged = `${btoa('{"alg":"none"}')}.${btoa('{"iss":"https://evil.example","sub":"bob"}')}.x`.replaceAll(
      '=',
      '',
    )
    await expect(issue(forged)).rejects.toMatchObject({ $metadata: { httpStatusCode: 401 } })
  })

  test('a workload identity that belongs to a gateway gives no token to callers', async () => {
    const issue = data().send(
      new GetWorkloadAccessTokenForUserIdCommand({ workloadName: story.gateway.gatewayId, userId: 'x' }),
    )
    await expect(issue).rejects.toMatchObject({ message: expect.stringContaining('linked to a service') })
  })

  test('tokens that live five seconds are honoured and renewed without a consent', async () => {
    story.server.accessTokenTtl = 5
    const asked = await ask({ forceAuthentication: true })
    const { sessionUri } = await consent(asked.authorizationUrl ?? '', 'alice')
    await complete(story, { userId: 'dora' }, sessionUri)
    const first = (await ask()).accessToken
    const second = await eventually(ask, (answer) => answer.accessToken !== first, 20)
    expect(second.accessToken).toBeTruthy()
    expect(story.server.ledger.of('refresh').length).toBeGreaterThan(0)
    story.server.accessTokenTtl = 3600
  })

  test('a token endpoint that is down never asks for consent and is forgiven when it is back', async () => {
    story.server.accessTokenTtl = 5
    const asked = await ask({ forceAuthentication: true })
    const { sessionUri } = await consent(asked.authorizationUrl ?? '', 'alice')
    await complete(story, { userId: 'dora' }, sessionUri)
    const first = (await ask()).accessToken
    story.server.quirks.tokenEndpointStatus = 503
    const failed = await eventually(
      () =>
        ask().then(
          (answer) => ({ url: answer.authorizationUrl, name: undefined as string | undefined }),
          (error: Error) => ({ url: undefined, name: error.name }),
        ),
      (answer) => answer.name !== undefined || answer.url !== undefined,
      20,
    )
    expect(failed.url).toBeUndefined()
    delete story.server.quirks.tokenEndpointStatus
    const back = await eventually(
      () => ask().catch(() => undefined),
      (answer) => answer?.accessToken !== undefined && answer.accessToken !== first,
      20,
    )
    expect(back?.accessToken).toBeTruthy()
  })
})
