import { parseTextOrUndefined } from './parse-text.ts'
import type { RpcId } from './id.ts'

const quote = 0x22
const backslash = 0x5c

/** A JSON-RPC answer under another id; all other bytes stay. Undefined where there is no id, or more than one. */
export function replaceId(body: Uint8Array, id: RpcId): Uint8Array | undefined {
  const places: { from: number; to: number }[] = []
  let depth = 0
  let atKey = false
  let isId = false
  let from = 0
  const take = (to: number): void => {
    if (isId) places.push({ from, to })
    isId = false
  }
  for (let at = 0; at < body.length; at++) {
    switch (body[at]) {
      case quote: {
        const end = endOfText(body, at)
        if (depth === 1 && atKey) isId = memberName(body, at, end) === 'id'
        at = end
        break
      }
      case 0x7b: // {
      case 0x5b: // [
        if (++depth === 1) atKey = true
        break
      case 0x7d: // }
      case 0x5d: // ]
        if (depth === 1) take(at)
        depth--
        break
      case 0x3a: // :
        if (depth !== 1) break
        atKey = false
        from = at + 1
        break
      case 0x2c: // ,
        if (depth !== 1) break
        take(at)
        atKey = true
        break
    }
  }
  const [place] = places
  if (!place || places.length > 1) return undefined
  return Buffer.concat([body.subarray(0, place.from), Buffer.from(JSON.stringify(id)), body.subarray(place.to)])
}

function memberName(body: Uint8Array, start: number, end: number): string | undefined {
  if (end - start > 16) return undefined
  return parseTextOrUndefined(Buffer.from(body.subarray(start, end + 1)).toString('utf8'))
}

/** Index of the closing quote of the text that opens at `start`. */
function endOfText(body: Uint8Array, start: number): number {
  let at = start + 1
  while (at < body.length && body[at] !== quote) at += body[at] === backslash ? 2 : 1
  return at
}
