interface Gap {
  /** May hold slashes. */
  any: boolean
  least: 0 | 1
}

/**
 * Whether an address can come from an RFC 6570 template: a simple expression stands for text without a slash, one with an
 * operator for any text, one of a query for any or none. One pass over the address per template, whatever both hold: no
 * regular expression is made of a stranger's text.
 */
export function templateMatcher(template: string): (uri: string) => boolean {
  const { literals, gaps } = parse(template)
  const [first = '', ...rest] = literals
  return (uri) => {
    if (!uri.startsWith(first)) return false
    let at = first.length
    for (const [index, literal] of rest.entries()) {
      const gap = gaps[index]
      if (gap === undefined) return false
      const from = at + gap.least
      // The first place will do: what a later one would leave out the next gap can hold just as well.
      const found = index === rest.length - 1 ? lastPlace(uri, literal, from) : uri.indexOf(literal, from)
      if (found < from || found > uri.length) return false
      if (!gap.any && uri.slice(at, found).includes('/')) return false
      at = found + literal.length
    }
    return at === uri.length
  }
}

const lastPlace = (uri: string, literal: string, from: number): number =>
  uri.endsWith(literal) && uri.length - literal.length >= from ? uri.length - literal.length : -1

function parse(template: string): { literals: string[]; gaps: Gap[] } {
  const literals: string[] = ['']
  const gaps: Gap[] = []
  for (const piece of template.split(/(\{[^{}]*\})/)) {
    if (!piece.startsWith('{') || !piece.endsWith('}')) {
      literals[literals.length - 1] += piece
      continue
    }
    const operator = /^\{([+#./;?&])/.exec(piece)?.[1]
    gaps.push({ any: operator !== undefined, least: operator === '?' || operator === '&' ? 0 : 1 })
    literals.push('')
  }
  return { literals, gaps }
}
