export const maxDepth = 64
export const maxKeys = 10_000

const quote = 0x22
const backslash = 0x5c

/**
 * Counts depth and keys on the bytes, so that a hostile document is refused before it becomes objects (HT-2).
 * It does not judge syntax: what it lets through still goes to the parser. Structure characters inside texts do not
 * count; in UTF-8 no byte of a longer character is one of them. The answer ends a sentence about the document.
 */
export function exceedsJsonLimits(bytes: Uint8Array): string | undefined {
  let depth = 0
  let keys = 0
  for (let index = 0; index < bytes.length; index++) {
    switch (bytes[index]) {
      case quote:
        index = endOfText(bytes, index)
        break
      case 0x7b: // {
      case 0x5b: // [
        if (++depth > maxDepth) return `is nested deeper than ${maxDepth} levels`
        break
      case 0x7d: // }
      case 0x5d: // ]
        depth--
        break
      case 0x3a: // :
        if (++keys > maxKeys) return `has more than ${maxKeys} members`
        break
    }
  }
  return undefined
}

/** Index of the closing quote of the text that opens at `start`. */
function endOfText(bytes: Uint8Array, start: number): number {
  let index = start + 1
  while (index < bytes.length && bytes[index] !== quote) index += bytes[index] === backslash ? 2 : 1
  return index
}
