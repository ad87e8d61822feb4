const loopbacks = new Set(['localhost', '127.0.0.1', '[::1]'])

export const isLoopbackRedirect = (uri: string): boolean => {
  const url = URL.canParse(uri) ? new URL(uri) : undefined
  return url?.protocol === 'http:' && loopbacks.has(url.hostname)
}

/**
 * Its own normal form: what a browser makes of it, and what a person is shown of it, is what was registered. The port that
 * everybody has, and no path at all, are other ways to say the same that honest clients use.
 */
function isPlain(uri: string): boolean {
  if (!/^[\x21-\x7e]+$/.test(uri) || !URL.canParse(uri)) return false
  const { href, protocol, hash, username, password } = new URL(uri)
  if (hash || username || password || uri.includes('#')) return false
  const usual = protocol === 'https:' ? ':443' : ':80'
  const bare = uri.replace(/^(https?:\/\/[^/?]*)/, (origin) =>
    origin.endsWith(usual) ? origin.slice(0, -usual.length) : origin,
  )
  return bare === href || `${bare}/` === href
}

/**
 * What is wrong with a redirect URI, as the end of a sentence; undefined where nothing is. `ownSchemes` also lets a
 * program's own scheme in (`com.example.app:/callback`, RFC 8252 §7.1), which only an administrator may vouch for.
 */
export function redirectUriFault(uri: string, { ownSchemes = false } = {}): string | undefined {
  if (!isPlain(uri)) return 'is not a plain absolute URI in its normal form, without fragment and user name'
  if (uri.includes('*')) return 'has a wildcard; redirect URIs are compared character by character'
  const url = new URL(uri)
  if (url.protocol === 'https:') return undefined
  if (url.protocol === 'http:')
    return loopbacks.has(url.hostname) ? undefined : 'uses http; use https, or a loopback address of the own machine'
  // A dot: somebody's domain, as the standard asks for. No browser acts on such a scheme by itself.
  if (ownSchemes && /^[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+:$/.test(url.protocol)) return undefined
  return `uses ${url.protocol.slice(0, 30)}, which is not accepted; use https, or http on a loopback address`
}

const withoutPort = (uri: string): string =>
  uri.replace(/^(http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])):\d{1,5}/i, '$1')

/** Exact, character by character; a loopback address may differ in its port alone (AS-1, RFC 8252 §7.3). */
export function redirectUriMatches(registered: readonly string[], uri: string): boolean {
  if (registered.includes(uri)) return true
  if (!isLoopbackRedirect(uri)) return false
  return registered.some((known) => isLoopbackRedirect(known) && withoutPort(known) === withoutPort(uri))
}

/** For people: where an answer goes. */
export function redirectHost(uri: string): string {
  const url = new URL(uri)
  return url.host === '' ? url.protocol : url.host
}
