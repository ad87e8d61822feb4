export interface DiffLine {
  kind: 'same' | 'added' | 'removed'
  text: string
}

/** Above this many pairs of lines no common middle is looked for: texts of strangers must not freeze a page. */
const mostPairs = 1_000_000

/** What leads from one text to another, line by line. Joined, the lines that were not added are `before`, and so on. */
export function lineDiff(before: string, after: string): DiffLine[] {
  const old = before.split('\n')
  const fresh = after.split('\n')
  let head = 0
  while (head < old.length && head < fresh.length && old[head] === fresh[head]) head++
  let tail = 0
  while (tail < Math.min(old.length, fresh.length) - head && old.at(-1 - tail) === fresh.at(-1 - tail)) tail++
  const same = (lines: string[]) => lines.map((text): DiffLine => ({ kind: 'same', text }))
  return [
    ...same(old.slice(0, head)),
    ...middle(old.slice(head, old.length - tail), fresh.slice(head, fresh.length - tail)),
    ...same(old.slice(old.length - tail)),
  ]
}

/** Longest common subsequence; removed lines come before added ones. */
function middle(old: readonly string[], fresh: readonly string[]): DiffLine[] {
  const removed = (text: string): DiffLine => ({ kind: 'removed', text })
  const added = (text: string): DiffLine => ({ kind: 'added', text })
  if (old.length * fresh.length > mostPairs || old.length === 0 || fresh.length === 0)
    return [...old.map(removed), ...fresh.map(added)]
  const width = fresh.length + 1
  const lengths = new Uint32Array((old.length + 1) * width)
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = fresh.length - 1; j >= 0; j--)
      lengths[i * width + j] = old[i] === fresh[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  const lines: DiffLine[] = []
  let [i, j] = [0, 0]
  while (i < old.length || j < fresh.length) {
    const [one = '', other = ''] = [old[i], fresh[j]]
    if (i < old.length && j < fresh.length && one === other) {
      lines.push({ kind: 'same', text: one })
      i++
      j++
    } else if (i < old.length && (j >= fresh.length || at(i + 1, j) >= at(i, j + 1))) {
      lines.push(removed(one))
      i++
    } else {
      lines.push(added(other))
      j++
    }
  }
  return lines
}
