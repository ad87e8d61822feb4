export { createTokenVerifier } from './token-verifier.ts'
export type { RefusedToken, TokenVerifier, VerifiedToken } from './token-verifier.ts'
export type { IssuerClient } from './issuer-client.ts'
