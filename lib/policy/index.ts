export { createIssuerTests, createTokenVerifier } from './inbound-auth/index.ts'
export type {
  IssuerClient,
  IssuerTests,
  RefusedToken,
  RememberedToken,
  TokenVerifier,
  VerifiedToken,
} from './inbound-auth/index.ts'
export { createSigV4Verifier, headerFields, signingService } from './sigv4/index.ts'
export type { AccessKeys, HeaderFields, SignedRequest, SigV4Verifier, VerifiedSignature } from './sigv4/index.ts'
