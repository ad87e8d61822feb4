/**
 * Works on the text of JSON, because a parsed and printed value is not always the author's: number spellings and the order
 * of numeric members change. All functions but `depthOf` expect text that JSON.parse accepts.
 */

/** Deepest nesting of brackets outside strings; safe on any text, so that a parser's stack is never put to the test. */
export function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const char = text[i]
    if (inString) {
      if (char === '\\') i++
      else if (char === '"') inString = false
    } else if (char === '"') inString = true
    else if (char === '{' || char === '[') deepest = Math.max(deepest, ++depth)
    else if (char === '}' || char === ']') depth--
  }
  return deepest
}

/** The same JSON without white space between tokens: it fits on one line of an event stream. */
export const compactJson = (text: string): string =>
  text.replace(/("[^"\\]*(?:\\.[^"\\]*)*")|\s+/g, (_all, string: string | undefined) => string ?? '')

/** The texts of an array's elements, from compact JSON. */
export const elementTexts = (arrayText: string): string[] => piecesOf(arrayText)

/** The texts of an object's members by name, from compact JSON. Of equal names the last counts, as in JSON.parse. */
export function memberTexts(objectText: string): Map<string, string> {
  const members = new Map<string, string>()
  for (const piece of piecesOf(objectText)) {
    const name = /^"[^"\\]*(?:\\.[^"\\]*)*"/.exec(piece)?.[0] ?? '""'
    members.set(JSON.parse(name) as string, piece.slice(name.length + 1))
  }
  return members
}

/** What stands between the commas of the outermost brackets. */
function piecesOf(text: string): string[] {
  if (text.length <= 2) return []
  const pieces: string[] = []
  let depth = 0
  let start = 1
  let inString = false
  for (let i = 1; i < text.length - 1; i++) {
    const char = text[i]
    if (inString) {
      if (char === '\\') i++
      else if (char === '"') inString = false
    } else if (char === '"') inString = true
    else if (char === '{' || char === '[') depth++
    else if (char === '}' || char === ']') depth--
    else if (char === ',' && depth === 0) {
      pieces.push(text.slice(start, i))
      start = i + 1
    }
  }
  pieces.push(text.slice(start, -1))
  return pieces
}
