import { describe, expect, it } from 'vitest'
import { withSignInProvider } from '../../../lib/gateways/built-in-sign-in.ts'
import type { GatewaySettings } from '../../../lib/gateways/index.ts'

const discoveryUrl = 'http://localhost:3000/oauth/.well-known/openid-configuration'
const rules = { discoveryUrl, knowsProvider: (id: string) => Promise.resolve(id === 'company') }
const roleArn = 'arn:aws:iam::000000000000:role/x'
const builtIn: GatewaySettings = {
  ...{ roleArn, authorizerType: 'CUSTOM_JWT' },
  authorizerConfiguration: { customJWTAuthorizer: { discoveryUrl } },
}
const open: GatewaySettings = { roleArn, authorizerType: 'NONE' }
const company = { providerId: 'company' }

describe('the one sign-in provider of a gateway', () => {
  it('is kept by an update that does not know of it, and taken away by an empty one', async () => {
    expect(await withSignInProvider({ ...builtIn, signIn: company }, undefined, rules)).toHaveProperty(
      'signIn',
      company,
    )
    expect(await withSignInProvider(builtIn, company, rules)).toHaveProperty('signIn', company)
    expect(await withSignInProvider({ ...builtIn, signIn: {} }, company, rules)).not.toHaveProperty('signIn')
  })

  it('stays where it was removed since, so that nobody else comes in', async () => {
    expect(await withSignInProvider(builtIn, { providerId: 'gone' }, rules)).toHaveProperty('signIn.providerId', 'gone')
  })

  it('is one that is set up here, and belongs to the built-in sign-in', async () => {
    for (const asked of [
      { ...builtIn, signIn: { providerId: 'gone' } },
      { ...open, signIn: company },
    ])
      await expect(withSignInProvider(asked, undefined, rules)).rejects.toMatchObject({ code: 'ValidationException' })
    expect(await withSignInProvider(open, company, rules)).toEqual(open)
  })
})
