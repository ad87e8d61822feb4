import { describe, expect, test } from 'vitest'
import {
  emptyOauthClient,
  newOauthClientWireForm,
  oauthClientValues,
  oauthClientWireForm,
  toOauthClientInput,
} from '../../../../components/features/oauth-clients/oauth-client-form-model.ts'
import { faultsOf, fieldFor } from '../../../../lib/console/wire-form.ts'
import { credentialProviderSchema, vendors } from '../../../../lib/contracts/credential-providers.ts'

const callbackUrl = 'http://localhost:3000/api/identities/oauth2/callback/6f9619ff-8b86-4d01-b42d-00cf4fc964ff'
const client = { ...emptyOauthClient, name: 'orders', clientId: 'id', clientSecret: 's3cret' }
const discoveryUrl = 'https://id.example.com/.well-known/oauth-authorization-server'

describe('the OAuth client form', () => {
  test('a custom client is sent with its discovery URL and the callback URL that was shown', () => {
    const form = newOauthClientWireForm(callbackUrl)
    expect(form.schema.parse(form.toInput({ ...client, discoveryUrl }))).toEqual({
      name: 'orders',
      credentialProviderVendor: 'CustomOauth2',
      callbackUrl,
      oauth2ProviderConfigInput: {
        customOauth2ProviderConfig: {
          clientId: 'id',
          clientSecret: 's3cret',
          oauthDiscovery: { discoveryUrl },
          clientAuthenticationMethod: 'CLIENT_SECRET_BASIC',
        },
      },
    })
  })

  test.each(vendors.filter((vendor) => vendor !== 'CustomOauth2'))('%s needs no addresses', (vendor) =>
    expect(faultsOf(newOauthClientWireForm(callbackUrl), { ...client, vendor })).toEqual(new Map()),
  )

  test('every fault finds its field', () => {
    const form = newOauthClientWireForm(callbackUrl)
    expect([...faultsOf(form, emptyOauthClient).keys()].sort()).toEqual(['clientId', 'discoveryUrl', 'name'])
    expect([...faultsOf(form, { ...client, metadata: 'manual' }).keys()].sort()).toEqual([
      'authorizationEndpoint',
      'issuer',
      'tokenEndpoint',
    ])
    expect(fieldFor(form, 'oauth2ProviderConfigInput.microsoftOauth2ProviderConfig.tenantId')).toBe('tenantId')
  })

  test('an update without a new secret sends none, and keeps what the form does not show', () => {
    const stored = credentialProviderSchema.parse({
      clientSecretArn: { secretArn: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:x' },
      name: 'orders',
      credentialProviderVendor: 'CustomOauth2',
      credentialProviderArn: 'arn',
      callbackUrl,
      createdTime: 1,
      lastUpdatedTime: 1,
      oauth2ProviderConfigOutput: {
        customOauth2ProviderConfig: {
          clientId: 'id',
          clientAuthenticationMethod: 'CLIENT_SECRET_POST',
          oauthDiscovery: {
            authorizationServerMetadata: {
              issuer: 'https://id.example.com',
              authorizationEndpoint: 'https://id.example.com/a',
              tokenEndpoint: 'https://id.example.com/t',
              tokenEndpointAuthMethods: ['client_secret_post'],
            },
          },
        },
      },
    })
    const values = oauthClientValues(stored)
    expect(values).toMatchObject({ clientSecret: '', metadata: 'manual', authMethod: 'CLIENT_SECRET_POST' })
    const input = oauthClientWireForm(stored).schema.parse(toOauthClientInput(values, stored))
    expect(input).toMatchObject({
      oauth2ProviderConfigInput: {
        customOauth2ProviderConfig: {
          oauthDiscovery: { authorizationServerMetadata: { tokenEndpointAuthMethods: ['client_secret_post'] } },
        },
      },
    })
    expect(JSON.stringify(input)).not.toContain('clientSecret"')
  })
})
