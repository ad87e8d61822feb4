export {
  createSigV4Verifier,
  signingService,
  type AccessKeys,
  type SignedRequest,
  type SigV4Verifier,
  type VerifiedSignature,
} from './verifier.ts'
export { headerFields, type HeaderFields } from './signed-parts.ts'
