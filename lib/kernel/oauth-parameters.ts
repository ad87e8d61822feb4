/**
 * Parameters of an authorization request that are always ours; additional parameters of a target or a call can never
 * set them (security reference OC-10). Compared without regard to case.
 */
export const reservedAuthorizationParameters: readonly string[] = [
  'client_id',
  'client_secret',
  'redirect_uri',
  'response_type',
  'response_mode',
  'state',
  'nonce',
  'scope',
  'code_challenge',
  'code_challenge_method',
  'resource',
  'request',
  'request_uri',
]

export const isReservedAuthorizationParameter = (name: string): boolean =>
  reservedAuthorizationParameters.includes(name.toLowerCase())
