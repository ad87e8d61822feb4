import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { SignatureV4 } from '@smithy/signature-v4'
import { HttpRequest } from '@smithy/protocol-http'
import { DomainError } from '../../kernel/domain-error.ts'
import { Secret } from '../../kernel/secret.ts'
import { badSignature, parseAuthorizationHeader, type SignatureClaim } from './authorization-header.ts'
import { Sha256 } from './sha256.ts'
import { assertPlainPath, headerFields, signedFields, signedQuery, type HeaderFields } from './signed-parts.ts'

/** The name that AgentCore's clients sign for, on the control plane and on the data plane alike. */
export const signingService = 'bedrock-agentcore'
const maxSkewMs = 5 * 60_000

export interface AccessKeys {
  find(accessKeyId: string): Promise<{ secret: Secret; arn: string } | undefined>
}

export interface SignedRequest {
  method: string
  /** Path of the request target as it came, never decoded or normalised. */
  rawPath: string
  /** What follows `?`, as it came; empty where there is none. */
  rawQuery: string
  /** Node's `rawHeaders`. */
  rawHeaders: readonly string[]
  body: Buffer
}

export interface VerifiedSignature {
  accessKeyId: string
  arn: string
  /** Names this one signed request, for the memory against replay (SG-8). */
  signatureId: string
  /** ms since 1970, to the second, by the client's clock. */
  signedAt: number
  /** Only these headers may be read after verification (SG-3). */
  signedHeaders: ReadonlySet<string>
}

export interface SigV4Verifier {
  /** @throws DomainError MissingAuthenticationTokenException or InvalidSignatureException, both 403 */
  verify(request: SignedRequest): Promise<VerifiedSignature>
}

/**
 * Verifies AWS Signature Version 4 as the AWS SDKs write it into the `Authorization` header, by signing the request
 * again (security reference 2.H, SG-1 to SG-12).
 */
export function createSigV4Verifier(deps: {
  region: string
  accessKeys: AccessKeys
  clock: { now(): number }
}): SigV4Verifier {
  const nobody = { secret: new Secret(randomBytes(32).toString('base64url')), arn: '' }

  return {
    async verify(request) {
      const fields = headerFields(request.rawHeaders)
      const query = signedQuery(request.rawQuery)
      const claim = parseAuthorizationHeader(authorizationOf(fields))
      const headers = signedFields(fields, claim.signedHeaders)
      const signedAt = checkScopeAndTime(claim, headers['x-amz-date'] ?? '', deps.region, deps.clock.now())
      refuseSessionToken(fields)
      assertPlainPath(request.rawPath)
      const bodyHash = checkBody(fields, request.body)

      // An unknown key is signed for all the same, so that neither words nor time tell it from a wrong secret (SG-9).
      const known = await deps.accessKeys.find(claim.accessKeyId)
      const expected = await signAgain({ request, query, headers, bodyHash, claim, signedAt, ...(known ?? nobody) })
      const equal = timingSafeEqual(Buffer.from(expected, 'hex'), Buffer.from(claim.signature, 'hex'))
      if (!known || !equal) {
        throw badSignature(
          'The signature does not match. Check the access key id and secret, and that nothing between client and server changes the request.',
        )
      }
      return {
        accessKeyId: claim.accessKeyId,
        arn: known.arn,
        signatureId: createHash('sha256').update(`${claim.accessKeyId}:${claim.signature}`).digest('base64url'),
        signedAt: signedAt.getTime(),
        signedHeaders: new Set(claim.signedHeaders),
      }
    },
  }
}

function authorizationOf(fields: HeaderFields): string {
  const [header, second] = fields.get('authorization') ?? []
  if (header === undefined) {
    throw new DomainError(
      'MissingAuthenticationTokenException',
      'The request is not signed. Sign it with AWS Signature Version 4, or sign in to the console.',
    )
  }
  if (second !== undefined) throw badSignature('The Authorization header is sent more than once.')
  return header
}

function checkScopeAndTime(claim: SignatureClaim, amzDate: string, region: string, nowMs: number): Date {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(amzDate)
  const signedAt = parts
    ? new Date(`${parts[1]}-${parts[2]}-${parts[3]}T${parts[4]}:${parts[5]}:${parts[6]}Z`)
    : new Date(NaN)
  if (Number.isNaN(signedAt.getTime())) throw badSignature('The header x-amz-date must read like 20260131T235959Z.')
  if (claim.date !== amzDate.slice(0, 8)) throw badSignature('The credential scope has another date than x-amz-date.')
  if (claim.service !== signingService || claim.region !== region) {
    throw badSignature(
      `The credential scope must be for the service ${signingService} in the region ${region}. Set the client's region to ${region}.`,
    )
  }
  if (Math.abs(nowMs - signedAt.getTime()) > maxSkewMs) {
    const serverTime = new Date(nowMs).toISOString()
    throw badSignature(
      `Signature expired or not yet valid: it was made at ${signedAt.toISOString()}, the server's time is ${serverTime}, and five minutes are allowed. Set the client's clock.`,
    )
  }
  return signedAt
}

/** Every key here is a lasting one; a session token could only be an AWS credential that strayed (SG-10). */
function refuseSessionToken(fields: HeaderFields): void {
  if (fields.has('x-amz-security-token')) {
    throw badSignature('Session tokens are not issued here. Use an access key of this server, without a session token.')
  }
}

/** The hash of the bytes as they came. What a client says of them must agree (SG-4). */
function checkBody(fields: HeaderFields, body: Buffer): string {
  const encoding = fields.get('content-encoding')?.[0]
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw badSignature('A compressed body is not accepted. Send the body without Content-Encoding.')
  }
  const hash = createHash('sha256').update(body).digest('hex')
  const claimed = fields.get('x-amz-content-sha256')?.[0]
  if (claimed !== undefined && claimed !== hash) {
    throw badSignature('The header x-amz-content-sha256 is not the SHA-256 of the body. The body must be signed.')
  }
  return hash
}

async function signAgain(input: {
  request: SignedRequest
  query: Record<string, string[]>
  headers: Record<string, string>
  bodyHash: string
  claim: SignatureClaim
  signedAt: Date
  secret: Secret
}): Promise<string> {
  const { claim } = input
  const signer = new SignatureV4({
    service: claim.service,
    region: claim.region,
    credentials: { accessKeyId: claim.accessKeyId, secretAccessKey: input.secret.reveal() },
    sha256: Sha256,
    applyChecksum: false,
  })
  // The signer takes the body's hash from this header; where the client did not send it, it must not be signed either.
  const hashHeader = 'x-amz-content-sha256'
  const again = await signer.sign(
    new HttpRequest({
      method: input.request.method,
      path: input.request.rawPath,
      query: input.query,
      headers: { ...input.headers, [hashHeader]: input.bodyHash },
    }),
    {
      signingDate: input.signedAt,
      signableHeaders: new Set(claim.signedHeaders),
      ...(claim.signedHeaders.includes(hashHeader) ? {} : { unsignableHeaders: new Set([hashHeader]) }),
    },
  )
  return parseAuthorizationHeader(again.headers['authorization'] ?? '').signature
}
