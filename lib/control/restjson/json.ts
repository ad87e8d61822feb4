import { parse } from 'secure-json-parse'
import { cannotParse } from '../validation.ts'

const maxDepth = 64
const maxKeys = 10_000

/**
 * Parses a request body.
 * @throws DomainError ValidationException CannotParse: not UTF-8, not JSON, too deep, too many members, `__proto__`
 */
export function parseJson(body: Buffer): unknown {
  assertBounded(body)
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    throw cannotParse('The body is not valid UTF-8.')
  }
  try {
    return parse(text)
  } catch {
    throw cannotParse('The body is not valid JSON.')
  }
}

const quote = 0x22
const backslash = 0x5c

/** Counts nesting and members on the bytes, before anything is built from them. */
function assertBounded(body: Buffer): void {
  let depth = 0
  let keys = 0
  for (let at = 0; at < body.length; at++) {
    switch (body[at]) {
      case quote:
        at = endOfString(body, at)
        break
      case 0x7b: // {
      case 0x5b: // [
        if (++depth > maxDepth) throw cannotParse(`The body is nested deeper than ${maxDepth} levels.`)
        break
      case 0x7d: // }
      case 0x5d: // ]
        depth--
        break
      case 0x3a: // :
        if (++keys > maxKeys) throw cannotParse(`The body has more than ${maxKeys} members.`)
        break
    }
  }
}

function endOfString(body: Buffer, start: number): number {
  let at = start + 1
  while (at < body.length && body[at] !== quote) at += body[at] === backslash ? 2 : 1
  return at
}
