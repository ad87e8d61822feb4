/**
 * Text that a server outside sent (tool names, descriptions, schemas) may hold characters that change how it reads
 * without being seen: direction overrides, zero-width letters, control codes, tag characters. Showing it as it is lets
 * a tool pass for another one, so such characters are shown by their code point (security reference BR-6).
 */
export type TextPart = { kind: 'text'; text: string } | { kind: 'hidden'; text: string }

/**
 * Controls, formats, private use, lone surrogates, line separators, and letters and selectors that draw nothing.
 * The joiner inside an emoji and the presentation selectors U+FE0E and U+FE0F are honest and stay.
 */
const hidden =
  /(?!(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F])\u200D(?=\p{Extended_Pictographic}))[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029\u034F\u115F\u1160\u17B4\u17B5\u3164\uFFA0\uFE00-\uFE0D\u{E0100}-\u{E01EF}]/gu
const lineBreaks = new Set(['\n', '\t'])

const codePoint = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`

/** Cuts `text` where a hidden character stands. `multiline` lets line feeds and tabs pass, as in a description. */
export function visibleParts(text: string, { multiline = false }: { multiline?: boolean } = {}): TextPart[] {
  const parts: TextPart[] = []
  let from = 0
  for (const match of text.matchAll(hidden)) {
    if (multiline && lineBreaks.has(match[0])) continue
    if (match.index > from) parts.push({ kind: 'text', text: text.slice(from, match.index) })
    parts.push({ kind: 'hidden', text: codePoint(match[0]) })
    from = match.index + match[0].length
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from) })
  return parts
}

/** The same as one string, for places that take no markup: labels, titles, values to filter by. */
export const visibleText = (text: string, options?: { multiline?: boolean }): string =>
  visibleParts(text, options)
    .map((part) => (part.kind === 'hidden' ? `[${part.text}]` : part.text))
    .join('')
