/**
 * The same-origin path to go on to after signing in, or the overview (BR-9). Refused are other origins in every spelling:
 * `//host`, `/\host`, encoded slashes at the start, control characters.
 */
export function safePath(candidate: string | null | undefined): string {
  if (!candidate || !/^\/(?!(?:\/|\\|%2f|%5c))/i.test(candidate)) return '/'
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u001f\u007f\\]/.test(candidate) || /%0[0-9a-f]|%1[0-9a-f]|%7f/i.test(candidate)) return '/'
  const base = 'http://postern.invalid'
  const url = URL.parse(candidate, base)
  // Dot segments can leave two slashes at the front: `/a/..//host` is `//host` once it is resolved.
  if (url?.origin !== base || url.pathname.startsWith('//')) return '/'
  // Next's router marks its own fetches of a page with this.
  if (url.searchParams.has('_rsc')) url.searchParams.delete('_rsc')
  return url.pathname + url.search + url.hash
}
