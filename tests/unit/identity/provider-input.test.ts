import { describe, expect, test } from 'vitest'
import {
  vendorMembers,
  vendors,
  type ProviderConfigInput,
  type Vendor,
} from '../../../lib/contracts/credential-providers.ts'
import { readProviderInput } from '../../../lib/identity/credential-providers/provider-input.ts'
import { providerNameOfArn, providerView } from '../../../lib/identity/credential-providers/provider-view.ts'
import { vendorFacts } from '../../../lib/identity/credential-providers/vendors.ts'
import { createUrlPolicy } from '../../../lib/kernel/url-policy.ts'

const urlPolicy = createUrlPolicy({ isLoopback: false, egressAllow: [], publicOrigin: 'https://postern.example' })
const noDiscovery = () => Promise.reject(new Error('not asked for'))
const read = (credentialProviderVendor: Vendor, oauth2ProviderConfigInput: ProviderConfigInput) =>
  readProviderInput({ name: 'p', credentialProviderVendor, oauth2ProviderConfigInput }, urlPolicy, noDiscovery)
const vendorInput = (vendor: Vendor, more = {}): ProviderConfigInput => ({
  [vendorMembers[vendor]]: { clientId: 'c', clientSecret: 's', ...more },
})
const manual = (change = {}) => ({
  customOauth2ProviderConfig: {
    clientId: 'c',
    oauthDiscovery: {
      authorizationServerMetadata: {
        issuer: 'https://as.example',
        authorizationEndpoint: 'https://as.example/authorize',
        tokenEndpoint: 'https://as.example/token',
        ...change,
      },
    },
  },
})

describe('vendors', () => {
  test.each(vendors.filter((vendor) => vendor !== 'CustomOauth2'))('%s: fixed https endpoints', async (vendor) => {
    const { config } = await read(vendor, vendorInput(vendor))
    for (const url of [config.server.authorizationEndpoint, config.server.tokenEndpoint])
      expect(url).toMatch(/^https:\/\//)
    expect(config.authMethod).toBe('client_secret_post')
  })
  test('GithubOauth2 names the endpoints of GitHub', async () => {
    const { config } = await read('GithubOauth2', vendorInput('GithubOauth2'))
    const place = { publicOrigin: 'https://postern.example', region: 'us-east-1', account: '000000000000' }
    const record = {
      name: 'gh',
      vendor: 'GithubOauth2',
      config,
      callbackId: 'cb',
      omitResource: false,
      version: 1,
      createdAt: 1500,
      updatedAt: 2500,
    } as const
    const view = providerView(place, record)
    expect(view).toMatchObject({
      callbackUrl: 'https://postern.example/api/identities/oauth2/callback/cb',
      createdTime: 1.5,
      oauth2ProviderConfigOutput: {
        githubOauth2ProviderConfig: {
          clientId: 'c',
          oauthDiscovery: {
            authorizationServerMetadata: {
              authorizationEndpoint: 'https://github.com/login/oauth/authorize',
              tokenEndpoint: 'https://github.com/login/oauth/access_token',
            },
          },
        },
      },
    })
    expect(providerNameOfArn(place, view.credentialProviderArn)).toBe('gh')
    expect(providerNameOfArn({ ...place, account: '111111111111' }, view.credentialProviderArn)).toBeUndefined()
    expect(providerNameOfArn(place, 'arn:aws:iam::1:user/x')).toBeUndefined()
  })
  test('MicrosoftOauth2 takes a tenant, else common', async () => {
    expect((await read('MicrosoftOauth2', vendorInput('MicrosoftOauth2'))).config.server.issuer).toContain('/common/')
    const own = await read('MicrosoftOauth2', vendorInput('MicrosoftOauth2', { tenantId: 'contoso.example' }))
    expect(own.config.server.tokenEndpoint).toBe('https://login.microsoftonline.com/contoso.example/oauth2/v2.0/token')
  })
  test('the member must be the one of the vendor', async () =>
    expect(read('GithubOauth2', vendorInput('GoogleOauth2'))).rejects.toMatchObject({
      code: 'ValidationException',
      message: expect.stringContaining('githubOauth2ProviderConfig') as string,
    }))
  test('only CustomOauth2 and those that take public clients go without a secret', () =>
    expect(vendors.filter((vendor) => !vendorFacts[vendor].needsSecret)).toEqual([
      'CustomOauth2',
      'SalesforceOauth2',
      'MicrosoftOauth2',
    ]))
})

describe('metadata by hand', () => {
  test('is taken as given', async () => {
    const { config } = await read('CustomOauth2', manual({ tokenEndpointAuthMethods: ['client_secret_post'] }))
    expect(config).toMatchObject({
      authMethod: 'client_secret_post',
      server: { issuer: 'https://as.example', issParameter: false },
    })
  })
  test.each([
    ['issuer', 'http://as.example'],
    ['authorizationEndpoint', 'javascript:alert(1)'],
    ['tokenEndpoint', 'https://192.168.0.1/token'],
    ['tokenEndpoint', 'https://localhost/token'],
  ])('%s %s is refused by its path', async (field, value) => {
    await expect(read('CustomOauth2', manual({ [field]: value }))).rejects.toMatchObject({
      code: 'ValidationException',
      fieldList: [
        {
          name: `oauth2ProviderConfigInput.customOauth2ProviderConfig.oauthDiscovery.authorizationServerMetadata.${field}`,
        },
      ],
    })
  })
})
