/**
 * Whether a form was posted by a page of ours. Browsers send Sec-Fetch-Site to https and loopback; where it is missing the
 * Origin must be ours, and `null` is foreign (BR-4). Neither header is no proof either.
 */
export function isSameOriginPost(headers: Headers, publicOrigin: string): boolean {
  const site = headers.get('sec-fetch-site')
  return site === null ? headers.get('origin') === publicOrigin : site === 'same-origin'
}
