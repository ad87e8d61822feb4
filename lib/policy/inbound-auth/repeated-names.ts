const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g

/**
 * Whether an object of this JSON text names a member twice at its outermost level. RFC 7519 §4 lets a parser take the last
 * one; whoever looked before us may have taken the first.
 */
export function repeatsNames(json: string): boolean {
  const names = new Set<string>()
  let depth = 0
  let before = ''
  for (const [text] of json.matchAll(token)) {
    if (depth === 1 && text === ':') {
      const name = JSON.parse(before) as string
      if (names.has(name)) return true
      names.add(name)
    }
    if (text === '{' || text === '[') depth += 1
    if (text === '}' || text === ']') depth -= 1
    before = text
  }
  return false
}
