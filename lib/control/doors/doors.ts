import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { sessionCookieName } from '../../contracts/console-session.ts'
import type { ConsoleActor } from '../../identity/index.ts'
import { DomainError } from '../../kernel/domain-error.ts'
import type { Secret } from '../../kernel/secret.ts'
import type { Actor } from '../../kernel/principals.ts'
import type { SigV4Verifier } from '../../policy/index.ts'
import type { Operation } from '../operation.ts'
import type { SignedCall } from '../replay/replay-guard.ts'
import { assertSameOrigin } from './same-origin.ts'

/** The console process shows the secret of this start with every call it makes for a page. */
export const internalHeader = 'x-postern-internal'

export interface Entry {
  actor?: Actor
  /** Present at the SigV4 door: what the memory against replay notes. */
  signed?: SignedCall
}

export interface DoorsDependencies {
  verifier: SigV4Verifier
  /** The person whose live session the request's cookie names. */
  consoleSession(req: IncomingMessage): Promise<ConsoleActor | undefined>
  internalSecret: Secret
  publicOrigin: string
}

export interface ReceivedRequest {
  req: IncomingMessage
  rawPath: string
  rawQuery: string
  body: Buffer
}

/**
 * Decides who calls. A signed request is judged by its signature alone and its cookies are not looked at; the console
 * process is trusted as to where a request comes from, never as to who the person is.
 */
export function createDoors(deps: DoorsDependencies) {
  const secretDigest = digest(deps.internalSecret.reveal())
  const sessionCookie = `${sessionCookieName(deps.publicOrigin.startsWith('https:'))}=`
  const hasSessionCookie = (req: IncomingMessage): boolean => req.headers.cookie?.includes(sessionCookie) ?? false

  const fromConsoleProcess = (req: IncomingMessage): boolean => {
    const shown = req.headers[internalHeader]
    if (shown === undefined) return false
    if (timingSafeEqual(digest(String(shown)), secretDigest)) return true
    throw new DomainError('AccessDeniedException', 'The internal secret is of another start. Restart the console.')
  }

  /** @throws DomainError: not signed or signed in 403, session over 401, foreign origin 403, not for this caller 403 */
  return async function enter({ req, ...request }: ReceivedRequest, operation: Operation): Promise<Entry> {
    const internal = fromConsoleProcess(req)
    if (operation.access === 'internal' && !internal) {
      throw new DomainError('AccessDeniedException', `${operation.shape.name} is for the console process only.`)
    }
    if (!internal && req.headers.authorization !== undefined) {
      const { accessKeyId, arn, ...signature } = await deps.verifier.verify({
        ...request,
        method: req.method ?? '',
        rawHeaders: req.rawHeaders,
      })
      return { actor: { kind: 'iam', accessKeyId, arn }, signed: { ...signature, call: unsignedCall(req, signature) } }
    }
    const person = await deps.consoleSession(req)
    if (!person && operation.access === 'signed-in') throw nobody(internal || hasSessionCookie(req))
    if (!internal && operation.shape.method !== 'GET') assertSameOrigin(req.headers, deps.publicOrigin)
    return person ? { actor: person } : {}
  }
}

/** The id that botocore gives each call, and leaves unsigned; undefined where it is signed, as in the JavaScript SDK. */
function unsignedCall(
  req: IncomingMessage,
  { signedHeaders }: { signedHeaders: ReadonlySet<string> },
): string | undefined {
  const names = ['amz-sdk-invocation-id', 'amz-sdk-request']
  if (req.headers['amz-sdk-invocation-id'] === undefined || names.some((name) => signedHeaders.has(name)))
    return undefined
  return digest(names.map((name) => String(req.headers[name])).join('\n')).toString('base64url')
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

function nobody(hadSession: boolean): DomainError {
  return hadSession
    ? new DomainError('UnauthorizedException', 'You are signed out. Sign in again.')
    : new DomainError(
        'MissingAuthenticationTokenException',
        'The request is not signed. Sign it with AWS Signature Version 4, or sign in to the console.',
      )
}
