import { describe, expect, test } from 'vitest'
import type { GatewaySettings } from '../../../lib/gateways/index.ts'
import { checkAgainstTargets, checkSettings, consentObstacle, hasTargets } from '../../../lib/gateways/rules.ts'
import { invalidField } from '../../../lib/kernel/domain-error.ts'

const roleArn = 'arn:aws:iam::000000000000:role/r'
const discoveryUrl = 'https://idp.example/.well-known/openid-configuration'
const jwt: GatewaySettings = {
  roleArn,
  authorizerType: 'CUSTOM_JWT',
  authorizerConfiguration: { customJWTAuthorizer: { discoveryUrl, allowedClients: ['c'] } },
}
const versions = (...supportedVersions: ('2025-03-26' | '2025-06-18' | '2025-11-25' | '2026-07-28')[]) => ({
  ...jwt,
  protocolConfiguration: { mcp: { supportedVersions } },
})
const lenient = { checkUrl: (text: string) => new URL(text) }

describe('rules between members of a gateway', () => {
  test.each([
    ['CUSTOM_JWT without a configuration', { roleArn, authorizerType: 'CUSTOM_JWT' }, 'authorizerConfiguration'],
    ['a configuration with NONE', { ...jwt, authorizerType: 'NONE' }, 'authorizerConfiguration'],
    ['a configuration with AWS_IAM', { ...jwt, authorizerType: 'AWS_IAM' }, 'authorizerConfiguration'],
    [
      'a configuration with AUTHENTICATE_ONLY',
      { ...jwt, authorizerType: 'AUTHENTICATE_ONLY' },
      'authorizerConfiguration',
    ],
  ] as const)('%s is refused with the member named', (_what, settings, name) => {
    expect(() => checkSettings(settings, lenient)).toThrow(
      expect.objectContaining({ code: 'ValidationException', fieldList: [expect.objectContaining({ name })] }),
    )
  })

  test('CUSTOM_JWT with, NONE and AWS_IAM without a configuration are fine', () => {
    for (const settings of [jwt, { roleArn, authorizerType: 'NONE' }, { roleArn, authorizerType: 'AWS_IAM' }] as const)
      expect(() => checkSettings(settings, lenient)).not.toThrow()
  })

  test('the discovery URL is asked of the URL policy under its own name', () => {
    const strict = {
      checkUrl: (_text: string, { what }: { what: string }): URL => {
        throw invalidField(what, 'no')
      },
    }
    const name = 'authorizerConfiguration.customJWTAuthorizer.discoveryUrl'
    expect(() => checkSettings(jwt, strict)).toThrow(expect.objectContaining({ fieldList: [{ name, message: 'no' }] }))
  })

  test('consent is possible with CUSTOM_JWT and 2025-11-25 or newer, which is among the versions where none are named', () => {
    expect(consentObstacle(jwt)).toBeUndefined()
    expect(consentObstacle(versions('2025-06-18', '2025-11-25'))).toBeUndefined()
    expect(consentObstacle(versions('2026-07-28'))).toBeUndefined()
    expect(consentObstacle(versions('2025-03-26', '2025-06-18'))?.cause).toContain('2025-11-25')
    expect(consentObstacle({ roleArn, authorizerType: 'AUTHENTICATE_ONLY' })).toBeUndefined()
    expect(consentObstacle({ roleArn, authorizerType: 'AWS_IAM' })?.cause).toContain(
      '3LO Auth is not supported when gateway authorizer type is AWS_IAM',
    )
  })

  test('an update that would strand targets with consent is refused and names them', () => {
    expect(() => checkAgainstTargets(versions('2025-06-18'), ['notes', 'mail'])).toThrow(/\(notes, mail\).*2025-11-25/)
    expect(() => checkAgainstTargets(versions('2025-06-18'), [])).not.toThrow()
    expect(() => checkAgainstTargets(jwt, ['notes'])).not.toThrow()
  })

  test('the refusal to delete names at most ten targets', () => {
    const names = Array.from({ length: 12 }, (_, n) => `t${n}`)
    expect(hasTargets(names).message).toMatch(/12 targets \(t0, .*t9, …\)\. Delete them first/)
    expect(hasTargets(['only']).message).toContain('a target (only)')
  })
})
