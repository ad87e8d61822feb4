import {
  CreateWorkloadIdentityCommand,
  GetWorkloadIdentityCommand,
  UpdateWorkloadIdentityCommand,
} from '@aws-sdk/client-bedrock-agentcore-control'
import {
  GetResourceOauth2TokenCommand,
  GetWorkloadAccessTokenCommand,
  GetWorkloadAccessTokenForJWTCommand,
  GetWorkloadAccessTokenForUserIdCommand,
  type GetResourceOauth2TokenCommandInput,
} from '@aws-sdk/client-bedrock-agentcore'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { identityCall, refusalOf } from '../../_support/letter.ts'
import { appReturnUrl, complete, consent, startStory, startUrn, userToken, type Story } from '../../_support/story.ts'

describe('applications that ask for tokens themselves, to the letter', () => {
  let story: Story
  beforeAll(async () => {
    story = await startStory()
    await control().send(
      new CreateWorkloadIdentityCommand({ name: 'planner', allowedResourceOauth2ReturnUrls: [appReturnUrl] }),
    )
  })
  afterAll(() => story?.stop())
  const control = () => story.postern.clients.control
  const data = () => story.postern.clients.data
  const forUser = async (userId: string, workloadName = 'planner'): Promise<string | undefined> =>
    (await data().send(new GetWorkloadAccessTokenForUserIdCommand({ workloadName, userId }))).workloadAccessToken
  const ask = (workloadIdentityToken: string | undefined, more: Partial<GetResourceOauth2TokenCommandInput> = {}) =>
    data().send(
      new GetResourceOauth2TokenCommand({
        workloadIdentityToken,
        resourceCredentialProviderName: 'notes',
        scopes: ['notes:read'],
        oauth2Flow: 'USER_FEDERATION',
        resourceOauth2ReturnUrl: appReturnUrl,
        ...more,
      }),
    )

  test('a workload access token is bound to workload and user and lives an hour at most', async () => {
    const token = (await forUser('dora')) ?? ''
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, number>
    expect((claims['exp'] ?? Infinity) - (claims['iat'] ?? 0)).toBeLessThanOrEqual(3600)
    const forged = token.replace(/.{6}$/, 'AAAAAA')
    for (const wrong of [forged, 'opaque', await userToken(story, 'alice')]) {
      expect(await refusalOf(ask(wrong))).toMatchObject({ name: 'UnauthorizedException', status: 401 })
    }
  })

  test('a token without a user cannot ask in anybody’s name', async () => {
    const { workloadAccessToken } = await data().send(new GetWorkloadAccessTokenCommand({ workloadName: 'planner' }))
    expect(await refusalOf(ask(workloadAccessToken))).toMatchObject({ name: 'ValidationException', status: 400 })
  })

  test('a gateway’s own identity gives no token to any of the three calls', async () => {
    const workloadName = story.gateway.gatewayId
    const token = await userToken(story, 'alice')
    const calls: Promise<unknown>[] = [
      data().send(new GetWorkloadAccessTokenCommand({ workloadName })),
      data().send(new GetWorkloadAccessTokenForUserIdCommand({ workloadName, userId: 'alice' })),
      data().send(new GetWorkloadAccessTokenForJWTCommand({ workloadName, userToken: token })),
    ]
    for (const refused of await Promise.all(calls.map(refusalOf))) {
      expect(refused.message).toContain('linked to a service and cannot retrieve an access token by the caller')
      expect([400, 401, 403]).toContain(refused.status)
    }
  })

  test('unknown workloads and providers are 404; other flows are a ValidationException', async () => {
    const token = await forUser('dora')
    expect((await refusalOf(forUser('dora', 'nobody'))).status).toBe(404)
    expect((await refusalOf(ask(token, { resourceCredentialProviderName: 'nobody' }))).status).toBe(404)
    expect(await refusalOf(ask(token, { oauth2Flow: 'M2M' }))).toMatchObject({ name: 'ValidationException' })
    expect(await refusalOf(ask(token, { sessionUri: 'urn:x' }))).toMatchObject({ name: 'ValidationException' })
    expect(await refusalOf(ask(token, { customParameters: { state: 'x' } }))).toMatchObject({
      name: 'ValidationException',
    })
  })

  test('a JWT’s user is issuer and subject: completed by that token, not by a user id that spells alike', async () => {
    const alice = await userToken(story, 'alice')
    const issued = await data().send(
      new GetWorkloadAccessTokenForJWTCommand({ workloadName: 'planner', userToken: alice }),
    )
    const asked = await ask(issued.workloadAccessToken)
    const first = await consent(asked.authorizationUrl ?? '', 'alice')
    expect(await refusalOf(complete(story, { userId: 'alice' }, first.sessionUri))).toMatchObject({ status: 403 })
    const again = await ask(issued.workloadAccessToken)
    const { sessionUri } = await consent(again.authorizationUrl ?? '', 'alice')
    expect((await complete(story, { userToken: alice }, sessionUri)).$metadata.httpStatusCode).toBe(200)
    expect((await ask(issued.workloadAccessToken)).accessToken).toBeTruthy()
    // The two kinds of user never meet.
    expect((await ask(await forUser('alice'))).accessToken).toBeUndefined()
  })

  test('to the return URL goes session_id alone, and state when a customState was given; its own query stays', async () => {
    const own = 'http://localhost:8080/callback?tenant=a%20b'
    await control().send(
      new UpdateWorkloadIdentityCommand({ name: 'planner', allowedResourceOauth2ReturnUrls: [appReturnUrl, own] }),
    )
    const token = await forUser('emil')
    const plain = await ask(token, { resourceOauth2ReturnUrl: own })
    const back = await consent(plain.authorizationUrl ?? '', 'bob')
    expect([...back.returned.searchParams.keys()].toSorted()).toEqual(['session_id', 'tenant'])
    expect(back.returned.searchParams.get('tenant')).toBe('a b')
    const customState = 'ünïcode&state=x:#?%2F'
    const stated = await ask(token, { customState, forceAuthentication: true })
    const { returned } = await consent(stated.authorizationUrl ?? '', 'bob')
    expect([...returned.searchParams.keys()].toSorted()).toEqual(['session_id', 'state'])
    expect(returned.searchParams.get('state')).toBe(customState)
    expect(returned.searchParams.get('session_id')).not.toBe(startUrn(stated.authorizationUrl ?? ''))
  })

  test('forceAuthentication drops the stored token', async () => {
    const token = await forUser('fred')
    const { sessionUri } = await consent((await ask(token)).authorizationUrl ?? '', 'alice')
    await complete(story, { userId: 'fred' }, sessionUri)
    expect((await ask(token)).accessToken).toBeTruthy()
    const forced = await ask(token, { forceAuthentication: true })
    expect(forced.accessToken).toBeUndefined()
    expect(forced.sessionStatus).toBe('IN_PROGRESS')
    expect((await ask(token)).accessToken).toBeUndefined()
  })

  test('UpdateWorkloadIdentity replaces the list, works on a gateway’s identity, and refuses what no browser may be sent to', async () => {
    for (const name of ['planner', story.gateway.gatewayId]) {
      const update = (urls: string[]) =>
        control().send(new UpdateWorkloadIdentityCommand({ name, allowedResourceOauth2ReturnUrls: urls }))
      const changed = await update(['https://app.example.com/done', 'http://localhost:9090/oauth2/callback'])
      expect(changed.$metadata.httpStatusCode).toBe(200)
      const read = await control().send(new GetWorkloadIdentityCommand({ name }))
      expect(read.allowedResourceOauth2ReturnUrls).toEqual(changed.allowedResourceOauth2ReturnUrls)
      expect((await refusalOf(update(['https://user@app.example.com/']))).name).toBe('ValidationException')
      expect(await control().send(new GetWorkloadIdentityCommand({ name }))).toMatchObject({
        allowedResourceOauth2ReturnUrls: read.allowedResourceOauth2ReturnUrls,
      })
    }
    const deletion = await identityCall(story.postern, 'DeleteWorkloadIdentity', { name: story.gateway.gatewayId })
    expect([400, 403, 409]).toContain(deletion.status)
  })
})
