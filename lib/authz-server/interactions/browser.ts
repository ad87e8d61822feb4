import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { parseCookie } from 'cookie'

/** How long a person may take, from the client's request to his answer. */
export const interactionSeconds = 600
export const answerPurpose = 'client-sign-in'

export const cookieOf = (request: IncomingMessage, name: string): string | undefined =>
  parseCookie(request.headers.cookie ?? '')[name]

/** A post of our own page: the browser says so, or says nothing because it is too old to lie (AS-7). */
export function isOurPost(headers: IncomingHttpHeaders, publicOrigin: string): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin'
  return headers.origin === undefined || headers.origin === publicOrigin
}

/** Begun by the person, or by a page of ours: nobody else's page brought him here. Nothing said counts as somebody else's. */
export const isOwnNavigation = (site: string | undefined): boolean => site === 'none' || site === 'same-origin'

/** Without the pairs of these names; undefined where nothing is left. */
export function withoutCookies(header: string | undefined, names: readonly string[]): string | undefined {
  const kept = (header ?? '').split(';').filter((pair) => !names.includes(pair.slice(0, pair.indexOf('=')).trim()))
  const text = kept.join(';').trim()
  return text === '' ? undefined : text
}
