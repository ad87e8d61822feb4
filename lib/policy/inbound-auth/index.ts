export { createTokenVerifier } from './token-verifier.ts'
export type { RefusedToken, TokenVerifier, VerifiedToken } from './token-verifier.ts'
export type { OwnIssuerSource } from './own-issuer.ts'
export type { IssuerClient } from './issuer-client.ts'
