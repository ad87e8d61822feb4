import { describe, expect, test } from 'vitest'
import { newSyncUserId, providerNameOf } from '../../../lib/targets/target.ts'

describe('the user of one synchronization', () => {
  test('is {gatewayId}_{targetId}_{random}, another one each time', () => {
    const id = newSyncUserId('g-0123456789', 'ABCDEFGHIJ')
    expect(id).toMatch(/^g-0123456789_ABCDEFGHIJ_[a-z0-9]{24}$/)
    expect(newSyncUserId('g-0123456789', 'ABCDEFGHIJ')).not.toBe(id)
  })

  test('fits AgentCore’s 128 characters even for the longest gateway name', () => {
    const gatewayId = `${'a-'.repeat(48)}-0123456789`
    expect(newSyncUserId(gatewayId, 'ABCDEFGHIJ').length).toBeLessThanOrEqual(128)
  })
})

test('an OAuth client is named by the end of its ARN', () => {
  const providerArn =
    'arn:aws:bedrock-agentcore:us-east-1:000000000000:token-vault/default/oauth2credentialprovider/kit'
  expect(providerNameOf({ providerArn, scopes: [] })).toBe('kit')
})
