import { describe, expect, test } from 'vitest'
import {
  emptyGateway,
  gatewayValues,
  gatewayWireForm,
  toGatewayInput,
} from '../../../../components/features/gateways/gateway-form-model.ts'
import {
  emptyProvider,
  providerIdFor,
  toProviderInput,
} from '../../../../components/features/gateways/new-provider-model.ts'
import { faultsOf, fieldFor } from '../../../../lib/console/wire-form.ts'
import { type Gateway, gatewaySchema } from '../../../../lib/contracts/gateways.ts'

const discoveryUrl = 'https://id.example.com/.well-known/openid-configuration'
const publicUrl = 'http://localhost:3000'
const external = { ...emptyGateway, signIn: 'CUSTOM_JWT' as const }
const filled = { ...external, name: 'payments', discoveryUrl, allowedClients: 'a, b\nc\n' }

const stored: Gateway = gatewaySchema.parse({
  gatewayArn: 'arn:aws:bedrock-agentcore:us-east-1:000000000000:gateway/payments-abcdefghij',
  gatewayId: 'payments-abcdefghij',
  gatewayUrl: 'http://localhost:3000/gateways/payments-abcdefghij/mcp',
  createdAt: '2026-11-24T00:00:00Z',
  updatedAt: '2026-11-24T00:00:00Z',
  status: 'READY',
  name: 'payments',
  roleArn: 'arn:aws:iam::000000000000:role/other',
  authorizerType: 'CUSTOM_JWT',
  exceptionLevel: 'DEBUG',
  approval: 'required',
  protocolConfiguration: { mcp: { supportedVersions: ['2025-11-25'], searchType: 'SEMANTIC' } },
  authorizerConfiguration: {
    customJWTAuthorizer: {
      discoveryUrl,
      allowedClients: ['a'],
      advertisedScopeMapping: { read: 'payments.read' },
      customClaims: [
        {
          inboundTokenClaimName: 'groups',
          inboundTokenClaimValueType: 'STRING_ARRAY',
          authorizingClaimMatchValue: {
            claimMatchValue: { matchValueStringList: ['ops', 'dev'] },
            claimMatchOperator: 'CONTAINS_ANY',
          },
        },
      ],
    },
  },
})

describe('the gateway form', () => {
  test('a new gateway offers all versions, 2025-11-25 included', () => {
    expect(toGatewayInput(filled, publicUrl)).toMatchObject({
      name: 'payments',
      protocolConfiguration: { mcp: { supportedVersions: ['2025-03-26', '2025-06-18', '2025-11-25', '2026-07-28'] } },
      authorizerConfiguration: { customJWTAuthorizer: { discoveryUrl, allowedClients: ['a', 'b', 'c'] } },
    })
    expect(faultsOf(gatewayWireForm(publicUrl), filled)).toEqual(new Map())
  })

  test.each(['AWS_IAM', 'NONE'] as const)('%s sends no identity provider, whatever was typed before', (signIn) => {
    const input = gatewayWireForm(publicUrl).schema.parse(toGatewayInput({ ...filled, signIn }, publicUrl))
    expect(input).not.toHaveProperty('authorizerConfiguration.customJWTAuthorizer')
  })

  test('built-in is the default, names our own issuer, and leaves the audience to the server', () => {
    const input = toGatewayInput({ ...emptyGateway, name: 'payments' }, publicUrl)
    expect(input).toMatchObject({
      authorizerType: 'CUSTOM_JWT',
      authorizerConfiguration: {
        customJWTAuthorizer: { discoveryUrl: 'http://localhost:3000/oauth/.well-known/openid-configuration' },
      },
    })
    expect(input.authorizerConfiguration?.customJWTAuthorizer.allowedAudience).toBeUndefined()
    expect(faultsOf(gatewayWireForm(publicUrl), { ...emptyGateway, name: 'payments' })).toEqual(new Map())
  })

  test('a gateway with our own issuer is shown as built-in, whatever else its authorizer says', () => {
    const own = {
      discoveryUrl: 'http://localhost:3000/oauth/.well-known/openid-configuration',
      allowedAudience: [stored.gatewayUrl],
      allowedClients: ['a'],
    }
    const values = gatewayValues({ ...stored, authorizerConfiguration: { customJWTAuthorizer: own } })
    expect(values).toMatchObject({ signIn: 'BUILT_IN', discoveryUrl: '', allowedAudiences: '', allowedClients: 'a' })
  })

  test('one provider’s people alone: named, kept by an edit, and taken away where any way in is chosen', () => {
    const customJWTAuthorizer = { discoveryUrl: `${publicUrl}/oauth/.well-known/openid-configuration` }
    const shut = { ...stored, signIn: { providerId: 'company' }, authorizerConfiguration: { customJWTAuthorizer } }
    const values = gatewayValues(shut)
    expect(values).toMatchObject({ signIn: 'THROUGH_PROVIDER', signInProvider: 'company' })
    expect(toGatewayInput(values, publicUrl, shut)).toMatchObject({
      authorizerType: 'CUSTOM_JWT',
      signIn: { providerId: 'company' },
    })
    expect(toGatewayInput({ ...values, signIn: 'BUILT_IN' }, publicUrl, shut).signIn).toEqual({})
    expect(toGatewayInput({ ...values, signIn: 'NONE' }, publicUrl, shut).signIn).toBeUndefined()
    expect(faultsOf(gatewayWireForm(publicUrl, shut), { ...values, signInProvider: '' })).toEqual(
      new Map([['signInProvider', 'Choose a sign-in provider by its id.']]),
    )
  })

  test('a provider added in place gets a free id of its name, and Google its own kind', () => {
    expect(providerIdFor('Contoso & Söhne', [])).toBe('contoso-s-hne')
    expect(providerIdFor('Company', ['company', 'company-2'])).toBe('company-3')
    expect(providerIdFor('***', [])).toBe('company')
    expect(providerIdFor('Credentials', [])).toBe('credentials-2')
    const google = { ...emptyProvider, name: 'Work', issuer: 'https://accounts.google.com' }
    expect(toProviderInput(google, [])).toMatchObject({ kind: 'google', id: 'work' })
    expect(toProviderInput({ ...google, issuer: 'https://id.example' }, [])).toMatchObject({ kind: 'oidc' })
  })

  test('every fault finds its field', () => {
    expect(
      [...faultsOf(gatewayWireForm(publicUrl), { ...external, roleArn: 'x', supportedVersions: [] }).keys()].sort(),
    ).toEqual(['allowedClients', 'discoveryUrl', 'name', 'roleArn', 'supportedVersions'])
    expect([...faultsOf(gatewayWireForm(publicUrl), { ...filled, allowedClients: '' }).keys()]).toEqual([
      'allowedClients',
    ])
  })

  test('the paths of the server’s fieldList find theirs', () => {
    const field = (path: string) => fieldFor(gatewayWireForm(publicUrl), path)
    expect(field('authorizerConfiguration.customJWTAuthorizer.discoveryUrl')).toBe('discoveryUrl')
    expect(field('authorizerConfiguration.customJWTAuthorizer.allowedScopes.0')).toBe('allowedScopes')
    expect(field('protocolConfiguration.mcp.supportedVersions[2]')).toBe('supportedVersions')
    expect(field('namesake')).toBeUndefined()
  })

  test('an edit without changes sends back what was stored, hidden members included', () => {
    const { name, roleArn, authorizerType, exceptionLevel, protocolConfiguration, authorizerConfiguration } = stored
    expect(
      gatewayWireForm(publicUrl, stored).schema.parse(toGatewayInput(gatewayValues(stored), publicUrl, stored)),
    ).toEqual({
      name,
      roleArn,
      authorizerType,
      exceptionLevel,
      approval: 'required',
      protocolType: 'MCP',
      protocolConfiguration,
      authorizerConfiguration,
    })
  })
})
