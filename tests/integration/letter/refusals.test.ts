import {
  CreateGatewayCommand,
  CreateGatewayTargetCommand,
  CreateWorkloadIdentityCommand,
  DeleteGatewayCommand,
  GetGatewayCommand,
  GetGatewayTargetCommand,
  ListGatewaysCommand,
  ListGatewayTargetsCommand,
  SynchronizeGatewayTargetsCommand,
  UpdateGatewayCommand,
  UpdateGatewayTargetCommand,
  UpdateWorkloadIdentityCommand,
  type CreateGatewayCommandInput,
  type CreateGatewayTargetCommandInput,
} from '@aws-sdk/client-bedrock-agentcore-control'
import { CompleteResourceTokenAuthCommand } from '@aws-sdk/client-bedrock-agentcore'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callApi, identityCall, refusalOf } from '../../_support/letter.ts'
import { startStory, targetInput, toolSchema, type Story } from '../../_support/story.ts'

const unsound = { name: 'ValidationException', status: 400, reason: 'FieldValidationFailed' }

describe('bad input gets a ValidationException that names the field, and nothing is stored', () => {
  let story: Story
  beforeAll(async () => {
    story = await startStory()
  })
  afterAll(() => story?.stop())
  const control = () => story.postern.clients.control
  const gateway = (more: Partial<CreateGatewayCommandInput>): CreateGatewayCommandInput => ({
    name: 'fresh',
    roleArn: 'arn:aws:iam::000000000000:role/postern',
    authorizerType: 'CUSTOM_JWT',
    authorizerConfiguration: {
      customJWTAuthorizer: { discoveryUrl: story.server.discoveryUrl, allowedClients: ['agent'] },
    },
    ...more,
  })
  const target = (): CreateGatewayTargetCommandInput => targetInput(story, { name: 'fresh', schema: toolSchema })

  test('malformed ids', async () => {
    const gatewayIdentifier = story.gateway.gatewayId
    const calls = [
      new GetGatewayCommand({ gatewayIdentifier: 'x' }),
      new GetGatewayCommand({ gatewayIdentifier: '../console/me' }),
      new DeleteGatewayCommand({ gatewayIdentifier: 'UPPER-0000000000' }),
    ].map((command) => control().send(command as GetGatewayCommand))
    for (const refused of await Promise.all(calls.map(refusalOf)))
      expect(refused).toMatchObject({ ...unsound, fields: ['gatewayIdentifier'] })
    const read = control().send(new GetGatewayTargetCommand({ gatewayIdentifier, targetId: 'short' }))
    expect(await refusalOf(read)).toMatchObject({ ...unsound, fields: ['targetId'] })
    const sync = control().send(new SynchronizeGatewayTargetsCommand({ gatewayIdentifier, targetIdList: ['short'] }))
    expect((await refusalOf(sync)).name).toBe('ValidationException')
  })

  test('ids that nobody has are 404, and a target is found in its own gateway only', async () => {
    const gatewayIdentifier = story.gateway.gatewayId
    const calls = [
      control().send(new GetGatewayCommand({ gatewayIdentifier: 'nobody-0000000000' })),
      control().send(new ListGatewayTargetsCommand({ gatewayIdentifier: 'nobody-0000000000' })),
      control().send(new GetGatewayTargetCommand({ gatewayIdentifier, targetId: 'AAAAAAAAAA' })),
      control().send(new SynchronizeGatewayTargetsCommand({ gatewayIdentifier, targetIdList: ['AAAAAAAAAA'] })),
      control().send(new CreateGatewayTargetCommand({ ...target(), gatewayIdentifier: 'nobody-0000000000' })),
      control().send(new UpdateWorkloadIdentityCommand({ name: 'nobody' })),
    ]
    for (const refused of await Promise.all(calls.map(refusalOf))) {
      expect(refused).toMatchObject({ name: 'ResourceNotFoundException', status: 404 })
    }
  })

  test('unknown members are named with their path', async () => {
    const answer = await callApi(story.postern, {
      path: '/api/gateways/',
      body: JSON.stringify({ ...gateway({}), protocolConfiguration: { mcp: { search: 'SEMANTIC' } }, surprise: 1 }),
    })
    expect(answer.status).toBe(400)
    expect((answer.body['fieldList'] as { name: string }[]).map(({ name }) => name).toSorted()).toEqual([
      'protocolConfiguration.mcp.search',
      'surprise',
    ])
    expect(answer.body['reason']).toBe('FieldValidationFailed')
  })

  test('a body that is no JSON object cannot be parsed', async () => {
    for (const body of ['{', '[]', 'null', '"x"', '{"name":"a","name":"b"', '{"__proto__":{"name":"x"}}']) {
      const answer = await callApi(story.postern, { path: '/api/gateways/', body })
      expect(answer.status).toBe(400)
      expect(answer.body['reason']).toMatch(/^(CannotParse|FieldValidationFailed)$/)
    }
  })

  test('text that no database keeps as it is', async () => {
    for (const userId of ['a\0b', 'a\ud800b']) {
      const input = { workloadName: story.gateway.gatewayId, userId }
      const answer = await identityCall(story.postern, 'GetWorkloadAccessTokenForUserId', input)
      expect(answer.status).toBe(400)
      expect(answer.body['fieldList']).toMatchObject([{ name: 'userId' }])
    }
  })

  test('wrong unions: two members or none', async () => {
    const metadata = { issuer: 'https://a.example', authorizationEndpoint: 'https://a.example/a' }
    const both = {
      discoveryUrl: story.server.discoveryUrl,
      authorizationServerMetadata: { ...metadata, tokenEndpoint: 'https://a.example/t' },
    }
    const custom = (oauthDiscovery: unknown) => ({
      customOauth2ProviderConfig: { oauthDiscovery, clientId: 'c', clientSecret: 's' },
    })
    const github = { githubOauth2ProviderConfig: { clientId: 'c', clientSecret: 's' } }
    const inputs: [string, unknown][] = [
      ['CustomOauth2', custom(both)],
      ['CustomOauth2', custom({})],
      ['CustomOauth2', { ...github, ...custom({ discoveryUrl: story.server.discoveryUrl }) }],
      ['CustomOauth2', github],
      ['GithubOauth2', custom({ discoveryUrl: story.server.discoveryUrl })],
      ['GithubOauth2', {}],
    ]
    for (const [credentialProviderVendor, oauth2ProviderConfigInput] of inputs) {
      const input = { name: 'fresh', credentialProviderVendor, oauth2ProviderConfigInput }
      const answer = await identityCall(story.postern, 'CreateOauth2CredentialProvider', input)
      expect(answer.status).toBe(400)
      expect(JSON.stringify(answer.body['fieldList'])).toContain('oauth2ProviderConfigInput')
    }
    expect((await identityCall(story.postern, 'GetOauth2CredentialProvider', { name: 'fresh' })).status).toBe(404)
    for (const userIdentifier of [{}, { userId: 'u', userToken: 'a.b.c' }]) {
      const sessionUri = 'urn:ietf:params:oauth:request_uri:abc'
      const answer = await identityCall(story.postern, 'CompleteResourceTokenAuth', { userIdentifier, sessionUri })
      expect(answer.status).toBe(400)
      expect(answer.headers.get('x-amzn-errortype')).toBe('ValidationException')
    }
    const unsoundUrn = new CompleteResourceTokenAuthCommand({ userIdentifier: { userId: 'u' }, sessionUri: 'urn:x' })
    expect(await refusalOf(story.postern.clients.data.send(unsoundUrn))).toMatchObject({ ...unsound })
  })

  test('a discovery URL that does not end as it must, on gateways and OAuth clients', async () => {
    for (const discoveryUrl of [
      story.server.issuer,
      `${story.server.discoveryUrl}/`,
      `${story.server.discoveryUrl}?a`,
    ]) {
      const authorizerConfiguration = { customJWTAuthorizer: { discoveryUrl, allowedClients: ['agent'] } }
      const refused = await refusalOf(control().send(new CreateGatewayCommand(gateway({ authorizerConfiguration }))))
      expect(refused).toMatchObject({
        ...unsound,
        fields: ['authorizerConfiguration.customJWTAuthorizer.discoveryUrl'],
      })
      expect(refused.message).toContain('/.well-known/openid-configuration')
      const answer = await identityCall(story.postern, 'CreateOauth2CredentialProvider', {
        name: 'fresh',
        credentialProviderVendor: 'CustomOauth2',
        oauth2ProviderConfigInput: {
          customOauth2ProviderConfig: { oauthDiscovery: { discoveryUrl }, clientId: 'c', clientSecret: 's' },
        },
      })
      expect(answer.status).toBe(400)
    }
  })

  test('cross-field rules of the gateway', async () => {
    const customJWTAuthorizer = { discoveryUrl: story.server.discoveryUrl }
    const cases: [Partial<CreateGatewayCommandInput>, string][] = [
      [{ authorizerConfiguration: undefined }, 'authorizerConfiguration'],
      [{ authorizerConfiguration: { customJWTAuthorizer } }, 'authorizerConfiguration.customJWTAuthorizer'],
      [{ name: 'two--hyphens' }, 'name'],
      [{ name: 'n'.repeat(49) }, 'name'],
      [{ description: '' }, 'description'],
      [{ roleArn: 'arn:aws:iam::1:user/x' }, 'roleArn'],
      [{ kmsKeyArn: 'mine' }, 'kmsKeyArn'],
      [{ clientToken: 'short' }, 'clientToken'],
      [{ tags: { 'a|b': 'c' } }, 'tags'],
      [{ protocolConfiguration: { mcp: { supportedVersions: ['1999-01-01'] } } }, 'supportedVersions'],
    ]
    for (const [more, field] of cases) {
      const refused = await refusalOf(control().send(new CreateGatewayCommand(gateway(more))))
      expect(refused).toMatchObject(unsound)
      expect(refused.fields.join()).toContain(field)
    }
    const { items = [] } = await control().send(new ListGatewaysCommand({}))
    expect(items.map(({ name }) => name)).toEqual(['story'])
  })

  test('a gateway keeps its name', async () => {
    const gatewayIdentifier = story.gateway.gatewayId
    const renamed = control().send(new UpdateGatewayCommand({ ...gateway({ name: 'other' }), gatewayIdentifier }))
    expect(await refusalOf(renamed)).toMatchObject({ ...unsound, fields: ['name'] })
  })

  test('javascript:, userinfo, fragments, private and http addresses as endpoint and return URL', async () => {
    const endpoints = [
      'javascript:alert(1)',
      'https://user:pass@mcp.example.com/mcp',
      'https://user@mcp.example.com/mcp',
      'https://mcp.example.com/mcp#x',
      'https://mcp.example.com\\@evil.example/',
      'http://mcp.example.com/mcp',
      'https://169.254.169.254/latest/meta-data',
      'ftp://mcp.example.com/',
      '/mcp',
      '',
    ]
    for (const endpoint of endpoints) {
      const { mcpServer } = target().targetConfiguration?.mcp ?? {}
      const input = { ...target(), targetConfiguration: { mcp: { mcpServer: { ...mcpServer, endpoint } } } }
      const refused = await refusalOf(control().send(new CreateGatewayTargetCommand(input)))
      expect(refused).toMatchObject({ ...unsound, fields: ['targetConfiguration.mcp.mcpServer.endpoint'] })
    }
    const { callbackUrl } = (await identityCall(story.postern, 'GetOauth2CredentialProvider', { name: 'notes' })).body
    const returnUrls = [
      String(callbackUrl),
      String(callbackUrl).replace('localhost', '127.0.0.1'),
      'javascript:alert(1)//x',
      'https://user:pass@app.example.com/',
      'https://app.example.com/#done',
      'http://app.example.com/callback',
      'https://app.example.com\\.evil.example/',
      ' https://app.example.com/',
      'data:text/html,x',
    ]
    for (const returnUrl of returnUrls) {
      const made = control().send(
        new CreateGatewayTargetCommand(targetInput(story, { name: 'fresh', schema: toolSchema, returnUrl })),
      )
      const refused = await refusalOf(made)
      expect(refused).toMatchObject(unsound)
      expect(refused.fields.join()).toMatch(/defaultReturnUrl$/)
      const listed = { name: 'fresh', allowedResourceOauth2ReturnUrls: [returnUrl] }
      const registered = await refusalOf(control().send(new CreateWorkloadIdentityCommand(listed)))
      expect(registered).toMatchObject(unsound)
      const updated = await refusalOf(
        control().send(new UpdateWorkloadIdentityCommand({ ...listed, name: story.gateway.gatewayId })),
      )
      expect(updated).toMatchObject(unsound)
    }
    expect(await targetNames()).toEqual([])
  })

  test('credentials that cannot work say so by their member', async () => {
    const oauth = target().credentialProviderConfigurations?.[0]?.credentialProvider?.oauthCredentialProvider
    const cases: [object, RegExp][] = [
      [{ providerArn: `${oauth?.providerArn}-nobody` }, /providerArn$/],
      [{ providerArn: 'notes' }, /providerArn$/],
      [{ grantType: 'CLIENT_CREDENTIALS' }, /grantType$/],
      [{ grantType: undefined }, /grantType$/],
      [{ scopes: ['with space'] }, /scopes\.0$/],
      [{ customParameters: { state: 'mine' } }, /customParameters$/],
      [{ customParameters: { redirect_uri: 'https://evil.example/' } }, /customParameters$/],
    ]
    for (const [more, field] of cases) {
      const refused = await refusalOf(control().send(new CreateGatewayTargetCommand(withOauth({ ...oauth, ...more }))))
      expect(refused).toMatchObject(unsound)
      expect(refused.fields[0]).toMatch(field)
    }
    const twice = [
      ...(target().credentialProviderConfigurations ?? []),
      ...withOauth(oauth).credentialProviderConfigurations!,
    ]
    const input = { ...target(), credentialProviderConfigurations: twice }
    expect(await refusalOf(control().send(new CreateGatewayTargetCommand(input)))).toMatchObject(unsound)
    expect(await targetNames()).toEqual([])
  })

  test('a refused update leaves the target as it was', async () => {
    const made = await control().send(new CreateGatewayTargetCommand(target()))
    const one = { gatewayIdentifier: story.gateway.gatewayId, targetId: made.targetId }
    const bad = { mcp: { mcpServer: { endpoint: 'javascript:alert(1)' } } }
    const update = new UpdateGatewayTargetCommand({ ...target(), ...one, targetConfiguration: bad })
    expect(await refusalOf(control().send(update))).toMatchObject(unsound)
    const after = await control().send(new GetGatewayTargetCommand(one))
    expect(after).toMatchObject({ status: 'READY', targetConfiguration: made.targetConfiguration })
    const deletion = await refusalOf(
      control().send(new DeleteGatewayCommand({ gatewayIdentifier: story.gateway.gatewayId })),
    )
    expect(['ConflictException', 'ValidationException']).toContain(deletion.name)
    expect(deletion.message).toContain('fresh')
    const sync = new SynchronizeGatewayTargetsCommand({
      gatewayIdentifier: story.gateway.gatewayId,
      targetIdList: [made.targetId ?? ''],
    })
    const refused = await refusalOf(control().send(sync))
    expect(['ConflictException', 'ValidationException']).toContain(refused.name)
    expect(refused.message).toMatch(/schema/)
  })

  const withOauth = (oauth: object | undefined): CreateGatewayTargetCommandInput => ({
    ...target(),
    credentialProviderConfigurations: [
      {
        credentialProviderType: 'OAUTH',
        credentialProvider: { oauthCredentialProvider: oauth as { providerArn: string; scopes: string[] } },
      },
    ],
  })
  const targetNames = async () => {
    const gatewayIdentifier = story.gateway.gatewayId
    const { items = [] } = await control().send(new ListGatewayTargetsCommand({ gatewayIdentifier }))
    return items.map(({ name }) => name)
  }
})
