import type { IncomingMessage } from 'node:http'

/** A request that no room should see. */
export interface Refusal {
  status: number
  message: string
}

const single = new Set(['authorization', 'x-api-key', 'host', 'content-type', 'mcp-session-id'])

/**
 * Node joins or drops duplicates silently: of two `Authorization` headers the first wins, two `Mcp-Session-Id` become one
 * value. A proxy before us may have judged the other one, so neither is believed (HT-5).
 */
export function duplicateHeader(rawHeaders: readonly string[]): string | undefined {
  let seen: Set<string> | undefined
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? ''
    if (!single.has(name) && !name.startsWith('x-amz-')) continue
    if (seen?.has(name)) return name
    seen = (seen ?? new Set()).add(name)
  }
  return undefined
}

/** Faults of form that hold for every path. */
export function faultOf(request: Pick<IncomingMessage, 'url' | 'rawHeaders'>): Refusal | undefined {
  if (!request.url?.startsWith('/')) {
    return { status: 400, message: 'Send a path as the request target, not an absolute address.' }
  }
  const name = duplicateHeader(request.rawHeaders)
  return name === undefined ? undefined : { status: 400, message: `The header ${name} was sent twice; send it once.` }
}

/** Removes a header from every form in which Node holds it, so that no room can read it by another way. */
export function dropHeader(request: IncomingMessage, name: string): void {
  if (request.headers[name] === undefined) return
  delete request.headers[name]
  request.rawHeaders = request.rawHeaders.filter((_, index, all) => all[index - (index % 2)]?.toLowerCase() !== name)
}
