/** Deeper than a stored definition can be. */
const deepest = 40

/** Every text in a definition that a model or a person reads, with where it stands. Names of members are texts, too. */
export function readableTexts(value: unknown, path = '', depth = 0): { member: string; text: string }[] {
  if (typeof value === 'string') return [{ member: path, text: value }]
  if (typeof value !== 'object' || value === null || depth > deepest) return []
  if (Array.isArray(value)) return value.flatMap((item, index) => readableTexts(item, `${path}[${index}]`, depth + 1))
  return Object.entries(value).flatMap(([name, member]) => {
    const below = path === '' ? name : `${path}.${name}`
    return [...(path === '' ? [] : [{ member: path, text: name }]), ...readableTexts(member, below, depth + 1)]
  })
}
