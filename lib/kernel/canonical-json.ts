/**
 * The one text of a JSON value: members sorted by code unit, no white space. Equal values have equal texts, so that a
 * hash of it tells whether two requests or two tool definitions say the same (RFC 8785 in spirit; numbers as V8 prints them).
 * Members whose value is undefined are absent.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(',')}}`
}
