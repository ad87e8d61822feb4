import type { IncomingHttpHeaders } from 'node:http'
import { DomainError } from '../../kernel/domain-error.ts'

/** A page elsewhere cannot send this header without asking first, and it is never allowed to (BR-4). */
export const consoleHeader = 'x-postern-console'

const foreign = (message: string): DomainError => new DomainError('AccessDeniedException', message)

/**
 * Lets a change in only from our own pages: the browser says so in Sec-Fetch-Site, or in Origin where it is too old
 * for that. `Origin: null` is foreign.
 * @throws DomainError AccessDeniedException
 */
export function assertSameOrigin(headers: IncomingHttpHeaders, publicOrigin: string): void {
  if (headers[consoleHeader] !== '1') {
    throw foreign(`A change made with a console session needs the header ${consoleHeader}: 1. Scripts sign with SigV4.`)
  }
  const site = headers['sec-fetch-site']
  const same = site === undefined ? headers.origin === publicOrigin : site === 'same-origin'
  if (!same) throw foreign(`This request comes from another site. Use the console at ${publicOrigin}.`)
}
