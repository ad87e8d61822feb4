import { parseOrUndefined } from './judge-answer.ts'

const quote = 0x22
const backslash = 0x5c
/** Names and scalars beyond this are none that matter here. */
const maxScalar = 1_024

/**
 * The members of a JSON object, found without building what is inside them: an object, an array or a long text is told
 * as `true`. A message of some megabytes in which a million arrays nest takes a parser seconds and hundreds of megabytes,
 * and the MCP server decides how often (I8, I9). Undefined where no object was found to begin and to end.
 */
export function skimMessage(text: string): Record<string, unknown> | undefined {
  const members = Object.create(null) as Record<string, unknown>
  let depth = 0
  let name: unknown
  let from = 0
  const take = (to: number) => {
    if (typeof name === 'string') members[name] = told(text, from, to)
    name = undefined
    from = to + 1
  }
  for (let at = text.search(/\S/); at >= 0 && at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (depth === 0 && code !== 0x7b) return undefined
    switch (code) {
      case quote:
        at = endOfText(text, at)
        break
      case 0x7b: // {
      case 0x5b: // [
        if (++depth === 1) from = at + 1
        break
      case 0x7d: // }
      case 0x5d: // ]
        if (depth === 1) take(at)
        if (--depth === 0) return members
        break
      case 0x3a: // :
        if (depth !== 1) break
        name = told(text, from, at)
        from = at + 1
        break
      case 0x2c: // ,
        if (depth === 1) take(at)
        break
    }
  }
  return undefined
}

function told(text: string, from: number, to: number): unknown {
  if (to - from > maxScalar) return true
  const value = text.slice(from, to).trim()
  return value.startsWith('{') || value.startsWith('[') ? true : parseOrUndefined(value)
}

/** Index of the closing quote of the text that opens at `start`. */
function endOfText(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && text.charCodeAt(at) !== quote) at += text.charCodeAt(at) === backslash ? 2 : 1
  return at
}
