import { sha256Hex } from '../../platform/crypto/hash.ts'

/**
 * SHA-256 of everything that a definition says (TC-1): name, title, description, schemas, annotations, icons, `_meta` and
 * whatever else is there, because all of it is relayed, and some client acts on it (decision 0006). The order of members,
 * white space and escapes say nothing; the spelling of a number and a member given twice may be read differently by
 * another parser, so both count.
 */
export const definitionHash = (json: string): string => sha256Hex(canonicalDefinition(json))

/** The one text of a definition, from compact JSON that JSON.parse accepts; members in order of their names. */
export function canonicalDefinition(json: string): string {
  let at = 0

  const string = (): string => {
    const start = at
    for (at++; json[at] !== '"'; at++) if (json[at] === '\\') at++
    at++
    const text = json.slice(start, at)
    return text.includes('\\') ? JSON.stringify(JSON.parse(text)) : text
  }
  /** What stands between the brackets at hand. */
  const pieces = <Piece>(close: string, read: () => Piece): Piece[] => {
    const found: Piece[] = []
    at++
    while (json[at] !== close) {
      found.push(read())
      if (json[at] === ',') at++
    }
    at++
    return found
  }
  const member = () => {
    const name = string()
    at++
    return { name, text: `${name}:${value()}` }
  }
  const value = (): string => {
    if (json[at] === '"') return string()
    if (json[at] === '[') return `[${pieces(']', value).join(',')}]`
    if (json[at] === '{') {
      const members = pieces('}', member).sort((one, other) =>
        one.name < other.name ? -1 : one.name > other.name ? 1 : 0,
      )
      return `{${members.map(({ text }) => text).join(',')}}`
    }
    const start = at
    while (at < json.length && !',]}'.includes(json[at] ?? '')) at++
    return json.slice(start, at)
  }
  return value()
}
