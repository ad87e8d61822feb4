import { expect, test } from 'vitest'
import { isMachine } from '../../../../lib/policy/inbound-auth/machine-tokens.ts'

const uuid = 'd6c0a2b4-5c2f-4b1e-9a57-0d6f1e3b7c11'
const keycloak = { sub: uuid, azp: 'nightly', client_id: 'nightly', preferred_username: 'service-account-nightly' }
const entra = { tid: uuid, oid: uuid, sub: uuid, azp: 'app', azpacr: '1', roles: ['Tasks.Run'] }

test.each<[string, Record<string, unknown>]>([
  ['RFC 9068: sub is client_id', { sub: 'batch', client_id: 'batch' }],
  ['sub is azp', { sub: 'batch', azp: 'batch' }],
  ['Okta: sub is cid', { sub: '0oa1', cid: '0oa1', scp: ['run'] }],
  ['Cognito: sub is client_id', { sub: '7f3a', client_id: '7f3a', token_use: 'access', scope: 'api/run' }],
  ['Auth0', { sub: 'batch@clients', azp: 'batch', gty: 'client-credentials' }],
  ['Auth0, with another subject', { sub: 'batch', azp: 'x', gty: 'client-credentials' }],
  ['Entra with idtyp', { ...entra, sub: 'other', idtyp: 'app' }],
  ['Entra without idtyp', entra],
  ['Entra of the first version', { ...entra, azp: undefined, azpacr: undefined, appid: 'app', appidacr: '2' }],
  ['Keycloak', keycloak],
  ['Keycloak before 22, which wrote clientId', { ...keycloak, client_id: undefined, clientId: 'nightly' }],
  ['Keycloak, whose user names are in small letters', { ...keycloak, azp: 'Nightly', client_id: 'Nightly' }],
])('item 5: a machine’s token: %s', (_, claims) => {
  expect(isMachine(claims)).toBe(true)
})

test.each<[string, Record<string, unknown>]>([
  ['a person', { sub: 'alice', client_id: 'desk' }],
  ['whose token names no client', { sub: 'alice' }],
  ['whose token says hardly anything', {}],
  ['of Auth0 who calls himself like a client', { sub: 'x@clients', client_id: 'batch' }],
  ['of Auth0', { sub: 'auth0|1', azp: 'desk', gty: 'refresh_token' }],
  ['of Okta', { sub: 'alice@example.com', cid: '0oa1', uid: '00u1' }],
  ['of Okta whose login is a client’s id', { sub: '0oa1', cid: '0oa1', uid: '00u1' }],
  ['of Cognito', { sub: uuid, client_id: '7f3a', token_use: 'access', username: 'alice' }],
  ['of Cognito whose subject was made a client’s id', { sub: '7f3a', client_id: '7f3a', username: '7f3a' }],
  ['of Entra', { ...entra, sub: 'pairwise', scp: 'Tasks.Read' }],
  ['of Entra, one id for both', { ...entra, scp: 'Tasks.Read' }],
  ['of Entra, with the optional claim', { ...entra, scp: 'Tasks.Read', idtyp: 'user' }],
  ['of Entra in a public client', { ...entra, azpacr: '0' }],
  ['of Keycloak', { sub: uuid, azp: 'desk', preferred_username: 'alice' }],
  ['of Keycloak who registered as a service account', { ...keycloak, client_id: undefined }],
  ['of Keycloak who registered as another client’s', { ...keycloak, azp: 'desk', client_id: 'desk' }],
  ['who chose his name and e-mail', { sub: uuid, azp: 'desk', name: 'desk', email: 'desk@clients', nickname: 'app' }],
])('item 5: a person’s token: %s', (_, claims) => {
  expect(isMachine(claims)).toBe(false)
})
