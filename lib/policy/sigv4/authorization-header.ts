import { DomainError } from '../../kernel/domain-error.ts'

/** The parts of `Authorization: AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`. */
export interface SignatureClaim {
  accessKeyId: string
  /** YYYYMMDD of the credential scope. */
  date: string
  region: string
  service: string
  /** Lower case, sorted, unique. */
  signedHeaders: readonly string[]
  /** 64 lower-case hex digits. */
  signature: string
}

export const maxAuthorizationHeaderLength = 8192

/** The order of the parts and one optional space after each comma is all that signers differ in (SG-2). */
const form =
  /^AWS4-HMAC-SHA256 Credential=([A-Za-z0-9_-]{1,128})\/(\d{8})\/([a-z0-9-]{1,64})\/([a-z0-9-]{1,64})\/aws4_request, ?SignedHeaders=([a-z0-9!#$%&'*+.^_`|~;-]+), ?Signature=([0-9a-f]{64})$/

export const badSignature = (message: string): DomainError => new DomainError('InvalidSignatureException', message)

/** @throws DomainError InvalidSignatureException unless the header has exactly the one form that signers write */
export function parseAuthorizationHeader(header: string): SignatureClaim {
  const match = header.length <= maxAuthorizationHeaderLength ? form.exec(header) : null
  if (!match) {
    throw badSignature(
      'The Authorization header is not of the form AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…. Sign the request with AWS Signature Version 4.',
    )
  }
  const [, accessKeyId = '', date = '', region = '', service = '', names = '', signature = ''] = match
  const signedHeaders = names.split(';')
  const ordered = signedHeaders.every((name, at) => name !== '' && (at === 0 || (signedHeaders[at - 1] ?? '') < name))
  if (!ordered) throw badSignature('SignedHeaders must be lower-case header names, sorted, each once.')
  return { accessKeyId, date, region, service, signedHeaders, signature }
}
