import {
  CreateOauth2CredentialProviderCommand,
  GetOauth2CredentialProviderCommand,
  UpdateOauth2CredentialProviderCommand,
  type CredentialProviderVendorType,
  type Oauth2ProviderConfigInput,
} from '@aws-sdk/client-bedrock-agentcore-control'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { refusalOf } from '../../_support/letter.ts'
import { startPostern, type RunningPostern } from '../../_support/postern.ts'

const client = { clientId: 'client', clientSecret: 'planted-vendor-secret' }
const vendors: [CredentialProviderVendorType, Oauth2ProviderConfigInput, string, string][] = [
  ['GithubOauth2', { githubOauth2ProviderConfig: client }, 'githubOauth2ProviderConfig', 'github.com'],
  ['GoogleOauth2', { googleOauth2ProviderConfig: client }, 'googleOauth2ProviderConfig', 'google'],
  ['SlackOauth2', { slackOauth2ProviderConfig: client }, 'slackOauth2ProviderConfig', 'slack.com'],
  ['SalesforceOauth2', { salesforceOauth2ProviderConfig: client }, 'salesforceOauth2ProviderConfig', 'salesforce.com'],
  ['AtlassianOauth2', { atlassianOauth2ProviderConfig: client }, 'atlassianOauth2ProviderConfig', 'atlassian.com'],
  [
    'MicrosoftOauth2',
    { microsoftOauth2ProviderConfig: { ...client, tenantId: '11111111-2222-3333-4444-555555555555' } },
    'microsoftOauth2ProviderConfig',
    'microsoftonline.com',
  ],
]

describe('vendors of OAuth clients', () => {
  let postern: RunningPostern
  beforeAll(async () => {
    postern = await startPostern()
  })
  afterAll(() => postern?.stop())
  const control = () => postern.clients.control

  test.each(vendors)('%s is created without asking anybody, and its output names its endpoints', async (...row) => {
    const [credentialProviderVendor, oauth2ProviderConfigInput, member, host] = row
    const name = `my_${credentialProviderVendor}`
    const settings = { name, credentialProviderVendor, oauth2ProviderConfigInput }
    const made = await control().send(new CreateOauth2CredentialProviderCommand(settings))
    expect(made.$metadata.httpStatusCode).toBe(201)
    expect(made.credentialProviderArn).toBe(
      `arn:aws:bedrock-agentcore:us-east-1:000000000000:token-vault/default/oauth2credentialprovider/${name}`,
    )
    const read = await control().send(new GetOauth2CredentialProviderCommand({ name }))
    expect(read).toMatchObject({ credentialProviderVendor, status: 'READY', callbackUrl: made.callbackUrl })
    expect(read.createdTime).toBeInstanceOf(Date)
    const output = Object.entries(read.oauth2ProviderConfigOutput ?? {})
    expect(output.map(([key]) => key)).toEqual([member])
    expect(JSON.stringify(output)).toContain('"clientId":"client"')
    const metadata = JSON.stringify(output)
    expect(metadata).toMatch(new RegExp(`"authorizationEndpoint":"https://[^"]*${host}`))
    expect(metadata).toMatch(/"tokenEndpoint":"https:/)
    expect(JSON.stringify([made, read])).not.toContain('planted-vendor-secret')
    const changed = await control().send(new UpdateOauth2CredentialProviderCommand(settings))
    expect(changed.callbackUrl).toBe(made.callbackUrl)
  })

  test('each client has a callback URL of its own', async () => {
    const urls = await Promise.all(
      ['one', 'two', 'three'].map(async (name) => {
        const [credentialProviderVendor, oauth2ProviderConfigInput] = vendors[0] ?? ['GithubOauth2', undefined]
        const input = { name, credentialProviderVendor, oauth2ProviderConfigInput }
        return (await control().send(new CreateOauth2CredentialProviderCommand(input))).callbackUrl
      }),
    )
    expect(new Set(urls).size).toBe(3)
  })

  test('a vendor that is not offered, a move to another vendor without its secret, and a client without secret are refused', async () => {
    const [credentialProviderVendor, oauth2ProviderConfigInput] = vendors[0] ?? ['GithubOauth2', undefined]
    await control().send(
      new CreateOauth2CredentialProviderCommand({ name: 'kept', credentialProviderVendor, oauth2ProviderConfigInput }),
    )
    const calls = [
      control().send(
        new CreateOauth2CredentialProviderCommand({
          name: 'x',
          credentialProviderVendor: 'LinkedinOauth2',
          oauth2ProviderConfigInput: { linkedinOauth2ProviderConfig: client },
        }),
      ),
      control().send(
        new UpdateOauth2CredentialProviderCommand({
          name: 'kept',
          credentialProviderVendor: 'GoogleOauth2',
          oauth2ProviderConfigInput: { googleOauth2ProviderConfig: { clientId: 'client', clientSecret: undefined } },
        }),
      ),
      control().send(
        new CreateOauth2CredentialProviderCommand({
          name: 'y',
          credentialProviderVendor: 'GithubOauth2',
          oauth2ProviderConfigInput: { githubOauth2ProviderConfig: { clientId: 'c', clientSecret: undefined } },
        }),
      ),
      control().send(
        new CreateOauth2CredentialProviderCommand({
          name: 'with space',
          credentialProviderVendor,
          oauth2ProviderConfigInput,
        }),
      ),
    ]
    for (const refused of await Promise.all(calls.map(refusalOf))) {
      expect(refused).toMatchObject({ name: 'ValidationException', status: 400, reason: 'FieldValidationFailed' })
      expect(refused.fields.length).toBeGreaterThan(0)
    }
    const kept = await control().send(new GetOauth2CredentialProviderCommand({ name: 'kept' }))
    expect(kept.credentialProviderVendor).toBe('GithubOauth2')
  })
})
