import {
  CreateGatewayCommand,
  CreateGatewayTargetCommand,
  CreateOauth2CredentialProviderCommand,
  CreateWorkloadIdentityCommand,
  DeleteGatewayCommand,
  DeleteGatewayTargetCommand,
  DeleteOauth2CredentialProviderCommand,
  DeleteWorkloadIdentityCommand,
  GetGatewayCommand,
  GetGatewayTargetCommand,
  GetOauth2CredentialProviderCommand,
  GetWorkloadIdentityCommand,
  UpdateGatewayCommand,
  UpdateGatewayTargetCommand,
  UpdateOauth2CredentialProviderCommand,
} from '@aws-sdk/client-bedrock-agentcore-control'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callApi, identityCall, refusalOf, send, sign } from '../../_support/letter.ts'
import { startPostern, type RunningPostern } from '../../_support/postern.ts'
import { roleArn, rpc, toolSchema } from '../../_support/story.ts'

const kmsKeyArn = 'arn:aws:kms:us-east-1:000000000000:key/12345678-1234-1234-1234-123456789012'
const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/
const schemaTarget = {
  mcp: { mcpServer: { endpoint: 'https://mcp.example.com/mcp', mcpToolSchema: { inlinePayload: toolSchema } } },
}

describe('statuses and shapes of the API, to the letter', () => {
  let postern: RunningPostern
  beforeAll(async () => {
    postern = await startPostern()
  })
  afterAll(() => postern?.stop())
  const control = () => postern.clients.control
  const github = (clientSecret?: string) => ({
    name: 'github',
    credentialProviderVendor: 'GithubOauth2' as const,
    oauth2ProviderConfigInput: { githubOauth2ProviderConfig: { clientId: 'Iv1.abc', clientSecret } },
  })

  test('gateway create, update, delete 202; roleArn and KMS are stored and echoed; tags are accepted', async () => {
    const settings = {
      name: 'Team-Docs',
      description: 'for the team',
      roleArn,
      kmsKeyArn,
      authorizerType: 'AWS_IAM' as const,
      exceptionLevel: 'DEBUG' as const,
    }
    const made = await control().send(new CreateGatewayCommand({ ...settings, tags: { team: 'docs', 'a b/c:d': '' } }))
    expect(made.$metadata.httpStatusCode).toBe(202)
    expect(made).toMatchObject(settings)
    expect(made.gatewayId).toMatch(/^team-docs-[0-9a-z]{10}$/)
    expect(made.gatewayArn).toBe(`arn:aws:bedrock-agentcore:us-east-1:000000000000:gateway/${made.gatewayId}`)
    expect(made.createdAt).toBeInstanceOf(Date)
    const gatewayIdentifier = made.gatewayId
    const read = await control().send(new GetGatewayCommand({ gatewayIdentifier }))
    expect(read).toMatchObject({ ...settings, status: 'READY', gatewayUrl: made.gatewayUrl })
    const changed = await control().send(
      new UpdateGatewayCommand({ gatewayIdentifier, name: 'Team-Docs', roleArn, authorizerType: 'AWS_IAM' }),
    )
    expect(changed.$metadata.httpStatusCode).toBe(202)
    // A PUT replaces: what is left out is gone.
    const after = await control().send(new GetGatewayCommand({ gatewayIdentifier }))
    expect(after.description).toBeUndefined()
    expect(after.exceptionLevel).toBeUndefined()
    const gone = await control().send(new DeleteGatewayCommand({ gatewayIdentifier }))
    expect(gone).toMatchObject({ gatewayId: made.gatewayId, status: 'DELETING', $metadata: { httpStatusCode: 202 } })
    const refused = await refusalOf(control().send(new GetGatewayCommand({ gatewayIdentifier })))
    expect(refused).toMatchObject({ name: 'ResourceNotFoundException', status: 404 })
    expect([401, 404]).toContain((await rpc(made.gatewayUrl ?? '', undefined, 'tools/list')).status)
  })

  test('target create, update, delete 202, and then 404', async () => {
    const gateway = await newGateway('targets')
    const input = { gatewayIdentifier: gateway, name: 'docs', description: 'd', targetConfiguration: schemaTarget }
    const made = await control().send(new CreateGatewayTargetCommand(input))
    expect(made.$metadata.httpStatusCode).toBe(202)
    expect(made.targetId).toMatch(/^[0-9a-zA-Z]{10}$/)
    expect(made.targetConfiguration).toEqual(schemaTarget)
    expect(made.authorizationData).toBeUndefined()
    const one = { gatewayIdentifier: gateway, targetId: made.targetId }
    const changed = await control().send(new UpdateGatewayTargetCommand({ ...input, ...one, description: 'e' }))
    expect(changed).toMatchObject({ description: 'e', $metadata: { httpStatusCode: 202 } })
    const read = await control().send(new GetGatewayTargetCommand(one))
    expect(read).toMatchObject({ status: 'READY', description: 'e' })
    expect(read.lastSynchronizedAt).toBeUndefined()
    const gone = await control().send(new DeleteGatewayTargetCommand(one))
    expect(gone).toMatchObject({ targetId: made.targetId, status: 'DELETING', $metadata: { httpStatusCode: 202 } })
    expect(await refusalOf(control().send(new GetGatewayTargetCommand(one)))).toMatchObject({ status: 404 })
    expect(await refusalOf(control().send(new DeleteGatewayTargetCommand(one)))).toMatchObject({ status: 404 })
  })

  test('provider create 201, update 200, delete 204, then 404', async () => {
    const made = await control().send(new CreateOauth2CredentialProviderCommand({ ...github('one'), tags: { a: 'b' } }))
    expect(made.$metadata.httpStatusCode).toBe(201)
    const changed = await control().send(new UpdateOauth2CredentialProviderCommand(github('two')))
    expect(changed).toMatchObject({ callbackUrl: made.callbackUrl, $metadata: { httpStatusCode: 200 } })
    const gone = await control().send(new DeleteOauth2CredentialProviderCommand({ name: 'github' }))
    expect(gone.$metadata.httpStatusCode).toBe(204)
    const read = new GetOauth2CredentialProviderCommand({ name: 'github' })
    expect(await refusalOf(control().send(read))).toMatchObject({ name: 'ResourceNotFoundException', status: 404 })
  })

  test('workload identity create 201, delete 204, then 404; a name that is taken is a ValidationException', async () => {
    const create = () => control().send(new CreateWorkloadIdentityCommand({ name: 'planner', tags: { a: 'b' } }))
    const made = await create()
    expect(made.$metadata.httpStatusCode).toBe(201)
    expect(made.workloadIdentityArn).toBe(
      'arn:aws:bedrock-agentcore:us-east-1:000000000000:workload-identity-directory/default/workload-identity/planner',
    )
    expect(await refusalOf(create())).toMatchObject({ name: 'ValidationException', reason: 'ResourceConflict' })
    const gone = await control().send(new DeleteWorkloadIdentityCommand({ name: 'planner' }))
    expect(gone.$metadata.httpStatusCode).toBe(204)
    expect(await refusalOf(control().send(new GetWorkloadIdentityCommand({ name: 'planner' })))).toMatchObject({
      status: 404,
    })
  })

  test('a client’s secret comes back as clientSecretArn.secretArn only, from every operation', async () => {
    const secret = 'the-planted-secret-of-this-test'
    const answers = [
      await identityCall(postern, 'CreateOauth2CredentialProvider', github(secret)),
      await identityCall(postern, 'GetOauth2CredentialProvider', { name: 'github' }),
      await identityCall(postern, 'UpdateOauth2CredentialProvider', github(secret)),
      await identityCall(postern, 'ListOauth2CredentialProviders', {}),
    ]
    for (const answer of answers) expect(answer.text).not.toContain(secret)
    expect(answers[1]?.body['clientSecretArn']).toEqual({
      secretArn: expect.stringMatching(/^arn:aws:secretsmanager:us-east-1:000000000000:secret:/),
    })
    // Whoever left the secret out of an update meant the one that is there.
    expect((await identityCall(postern, 'UpdateOauth2CredentialProvider', github())).status).toBe(200)
    expect(postern.output()).not.toContain(secret)
  })

  test('timestamps are ISO-8601 text for gateways and targets, seconds for identities', async () => {
    const gateway = await newGateway('times')
    const read = await callApi(postern, { method: 'GET', path: `/api/gateways/${gateway}/` })
    expect(read.body['createdAt']).toMatch(iso)
    expect(read.body['updatedAt']).toMatch(iso)
    await identityCall(postern, 'CreateWorkloadIdentity', { name: 'clock' })
    const workload = (await identityCall(postern, 'GetWorkloadIdentity', { name: 'clock' })).body
    for (const member of ['createdTime', 'lastUpdatedTime']) {
      expect(Math.abs(Number(workload[member]) - Date.now() / 1000)).toBeLessThan(3600)
    }
  })

  test('a trailing slash is part of the path', async () => {
    const get = (path: string) => callApi(postern, { method: 'GET', path })
    expect((await get('/api/gateways/')).status).toBe(200)
    expect(await get('/api/gateways')).toMatchObject({ status: 404 })
  })

  test('every answer has a request id, and a refusal its type in header and body', async () => {
    const answer = await callApi(postern, { method: 'GET', path: '/api/gateways/nobody-0000000000/' })
    expect(answer.status).toBe(404)
    expect(answer.headers.get('x-amzn-errortype')).toBe('ResourceNotFoundException')
    expect(answer.headers.get('x-amzn-requestid')).toBeTruthy()
    expect(answer.body['message']).toBeTruthy()
  })

  test.each([
    ['POST', '/identities/CreateApiKeyCredentialProvider'],
    ['POST', '/identities/ListApiKeyCredentialProviders'],
    ['POST', '/identities/api-key'],
    ['POST', '/identities/CreateConsentPortal'],
    ['POST', '/identities/get-token-vault'],
    ['POST', '/identities/set-token-vault-cmk'],
    ['GET', '/gateways/docs-0000000000/rules'],
    ['POST', '/policy-engines'],
    ['GET', '/policy-engines/x/policies'],
    ['GET', `/tags/${encodeURIComponent('arn:aws:bedrock-agentcore:us-east-1:000000000000:gateway/g')}`],
    ['PUT', `/resourcepolicy/${encodeURIComponent('arn:aws:x')}`],
    ['PATCH', '/gateways/docs-0000000000/'],
  ])('an operation that is not there yet is UnknownOperationException 404: %s %s', async (method, path) => {
    const request = { method, path: `/api${path}`, ...(method === 'GET' ? {} : { body: '{}' }) }
    const headers = await sign(postern, request)
    for (const answer of [await send(postern, request, headers), await send(postern, request, {})]) {
      expect(answer.status).toBe(404)
      expect(answer.headers.get('x-amzn-errortype')).toBe('UnknownOperationException')
    }
  })

  async function newGateway(name: string): Promise<string> {
    const made = await control().send(new CreateGatewayCommand({ name, roleArn, authorizerType: 'NONE' }))
    return made.gatewayId ?? ''
  }
})
