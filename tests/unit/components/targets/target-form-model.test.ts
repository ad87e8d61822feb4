import { describe, expect, test } from 'vitest'
import {
  consentObstacle,
  emptyTarget,
  targetValues,
  targetWireForm,
  toTargetInput,
} from '../../../../components/features/targets/target-form-model.ts'
import { faultsOf, fieldFor } from '../../../../lib/console/wire-form.ts'
import type { Gateway } from '../../../../lib/contracts/gateways.ts'
import { gatewayTargetSchema } from '../../../../lib/contracts/targets.ts'

const gatewayId = 'payments-abcdefghij'
const form = targetWireForm(gatewayId)
const providerArn = 'arn:aws:bedrock-agentcore:us-east-1:000000000000:token-vault/default/oauth2credentialprovider/p'
const open = { ...emptyTarget, name: 'orders', endpoint: 'https://mcp.example.com/mcp' }
const guarded = { ...open, protection: 'oauth' as const, providerArn, scopes: 'read, write\nread' }

describe('the target form', () => {
  test('no authorization sends no credential provider', () => {
    const input = form.schema.parse(toTargetInput({ ...open, providerArn, scopes: 'read' }, gatewayId))
    expect(input).toEqual({
      gatewayIdentifier: gatewayId,
      name: 'orders',
      targetConfiguration: { mcp: { mcpServer: { endpoint: 'https://mcp.example.com/mcp' } } },
    })
  })

  test('an OAuth client is sent as AUTHORIZATION_CODE with scopes and parameters', () => {
    const values = {
      ...guarded,
      parameters: 'audience = https://api.example/?a=b\n\n',
    }
    expect(form.schema.parse(toTargetInput(values, gatewayId))).toMatchObject({
      credentialProviderConfigurations: [
        {
          credentialProviderType: 'OAUTH',
          credentialProvider: {
            oauthCredentialProvider: {
              providerArn,
              scopes: ['read', 'write'],
              customParameters: { audience: 'https://api.example/?a=b' },
              grantType: 'AUTHORIZATION_CODE',
            },
          },
        },
      ],
    })
  })

  test('every fault finds its field', () => {
    const faults = faultsOf(form, {
      ...guarded,
      name: '',
      endpoint: '',
      providerArn: '',
      scopes: 'a"b',
      parameters: 'state=x',
      method: 'schema',
    })
    expect([...faults.keys()].sort()).toEqual(['endpoint', 'name', 'parameters', 'providerArn', 'scopes', 'toolSchema'])
    expect(faults.get('endpoint')).toBe('Fill in this field.')
    expect(faults.get('parameters')).toContain('client_id')
  })

  test('a parameter line without a value is refused at its field', () => {
    expect([...faultsOf(form, { ...guarded, parameters: 'audience' }).keys()]).toEqual(['parameters'])
  })

  test('the paths of the server’s fieldList find theirs', () => {
    const oauth = 'credentialProviderConfigurations.0.credentialProvider.oauthCredentialProvider'
    expect(fieldFor(form, `${oauth}.defaultReturnUrl`)).toBe('returnUrl')
    expect(fieldFor(form, `${oauth}.scopes.3`)).toBe('scopes')
    expect(fieldFor(form, `${oauth.replace('.0', '[0]')}.scopes[3]`)).toBe('scopes')
    expect(fieldFor(form, 'targetConfiguration.mcp.mcpServer.mcpToolSchema.inlinePayload')).toBe('toolSchema')
    expect(fieldFor(form, 'targetConfiguration.mcp.mcpServer.endpoint')).toBe('endpoint')
  })

  test('a resource priority is a whole number from 0 to 1,000, and 0 is one', () => {
    const sent = (resourcePriority: string) =>
      toTargetInput({ ...open, resourcePriority }, gatewayId).targetConfiguration.mcp.mcpServer.resourcePriority
    expect([sent('0'), sent('1,000'), sent(' ')]).toEqual([0, 1000, undefined])
    const faultOf = (resourcePriority: string) => faultsOf(form, { ...open, resourcePriority }).get('resourcePriority')
    expect([faultOf('-1'), faultOf('1001'), faultOf('1.5')]).toEqual([
      'At least 0.',
      'At most 1,000.',
      'Give a whole number.',
    ])
    expect(faultOf('first')).toBe('Give a whole number.')
  })

  test('an edit moves a target between the methods and keeps what the form does not show', () => {
    const stored = gatewayTargetSchema.parse({
      gatewayArn: 'arn',
      targetId: 'ABCDEFGHIJ',
      createdAt: '',
      updatedAt: '',
      status: 'READY',
      name: 'orders',
      targetConfiguration: {
        mcp: {
          mcpServer: {
            endpoint: 'https://a.example/mcp',
            mcpToolSchema: { inlinePayload: '{"tools":[]}' },
            resourcePriority: 7,
          },
        },
      },
      credentialProviderConfigurations: [],
    })
    const values = targetValues(stored)
    expect(values.method).toBe('schema')
    expect(values.resourcePriority).toBe('7')
    const input = toTargetInput({ ...values, method: 'sync' }, gatewayId, stored)
    expect(form.schema.parse(input)).toMatchObject({
      targetConfiguration: { mcp: { mcpServer: { endpoint: 'https://a.example/mcp', resourcePriority: 7 } } },
    })
    expect(JSON.stringify(input)).not.toContain('inlinePayload')
    expect(JSON.stringify(toTargetInput({ ...values, resourcePriority: '' }, gatewayId, stored))).not.toContain(
      'resourcePriority',
    )
  })
})

describe('where people can sign in one by one', () => {
  const gateway = (authorizerType: Gateway['authorizerType'], supportedVersions: string[]) =>
    ({ authorizerType, protocolConfiguration: { mcp: { supportedVersions } } }) as unknown as Gateway

  test('a JWT gateway with 2025-11-25 allows it', () =>
    expect(consentObstacle(gateway('CUSTOM_JWT', ['2025-06-18', '2025-11-25']))).toBeUndefined())
  test('so does one for API keys, whose callers are their key', () =>
    expect(consentObstacle(gateway('AUTHENTICATE_ONLY', ['2025-11-25']))).toBeUndefined())
  test('without 2025-11-25 the reason names the version', () =>
    expect(consentObstacle(gateway('CUSTOM_JWT', ['2025-06-18']))).toContain('2025-11-25'))
  test.each(['AWS_IAM', 'NONE'] as const)('%s is told to use an identity provider', (type) =>
    expect(consentObstacle(gateway(type, ['2025-11-25']))).toContain('identity provider'),
  )
})
