/** A URL as undici's `dispatch` wants it. */
export interface UpstreamAddress {
  origin: string
  /** With the query. */
  path: string
}

export function addressOf(endpoint: string): UpstreamAddress {
  const { origin, pathname, search } = new URL(endpoint)
  return { origin, path: `${pathname}${search}` }
}
