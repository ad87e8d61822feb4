const opening = '=?base64?'
const closing = '?='
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
const plain = /^[\t\x20-\x7e]+$/

const isWrapped = (text: string): boolean => text.startsWith(opening) && text.endsWith(closing)

/** A text as a header value: as it is where a header can hold it, otherwise as `=?base64?…?=`. */
export const encodeHeaderText = (text: string): string =>
  plain.test(text) && text === text.trim() && !isWrapped(text)
    ? text
    : `${opening}${Buffer.from(text, 'utf8').toString('base64')}${closing}`

/** Undefined for a wrapping whose inside is not canonical base64 of UTF-8. */
export function decodeHeaderText(value: string): string | undefined {
  if (!isWrapped(value)) return value
  const inside = value.slice(opening.length, -closing.length)
  if (!base64.test(inside)) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(inside, 'base64'))
  } catch {
    return undefined
  }
}
