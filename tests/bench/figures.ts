export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

export const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN

/** `12,345 [12,000–13,000]` */
export function spread(values: readonly number[], digits = 0): string {
  if (values.length === 0 || values.some(Number.isNaN)) return '–'
  const text = (value: number): string =>
    value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
  return `${text(median(values))} [${text(Math.min(...values))}–${text(Math.max(...values))}]`
}

/** Figures of one round over those of another contender in the same round; only these are worth comparing. */
export function paired<Row>(
  mine: readonly Row[],
  theirs: readonly Row[] | undefined,
  figure: (row: Row) => number | undefined,
): number[] {
  return mine.flatMap((row, round) => {
    const other = theirs?.[round]
    const [a, b] = [figure(row), other === undefined ? undefined : figure(other)]
    return a === undefined || b === undefined || b === 0 ? [] : [a / b]
  })
}

/** A Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, at) => (at === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n')
}
