export interface Series {
  title: string
  /** What grows, and what is measured. */
  x: string
  y: string
  points: readonly (readonly [number, number])[]
}

const width = 480
const height = 260
const edge = { left: 64, right: 20, top: 34, bottom: 46 }

/** A line through the points as SVG: the horizontal axis logarithmic, the vertical one from nothing. */
export function plot({ title, x, y, points }: Series): string {
  const log = (value: number): number => Math.log10(Math.max(value, 1))
  const most = Math.max(...points.map(([, value]) => value), 1e-9) * 1.15
  const first = log(points[0]?.[0] ?? 1)
  const span = log(points.at(-1)?.[0] ?? 10) - first || 1
  const left = (value: number): number => edge.left + ((log(value) - first) / span) * (width - edge.left - edge.right)
  const top = (value: number): number => height - edge.bottom - (value / most) * (height - edge.top - edge.bottom)
  const ticks = [0, most / 2, most].map((value) => ({ value, at: top(value) }))
  const label = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: value < 10 ? 2 : 0 })
  const line = points.map(([a, b]) => `${left(a).toFixed(1)},${top(b).toFixed(1)}`).join(' ')
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}" font-family="system-ui, sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="${edge.left}" y="20" font-size="14" font-weight="600" fill="#18181b">${title}</text>`,
    ...ticks.map(
      ({ value, at }) =>
        `<line x1="${edge.left}" x2="${width - edge.right}" y1="${at.toFixed(1)}" y2="${at.toFixed(1)}" stroke="#e4e4e7"/><text x="${edge.left - 8}" y="${(at + 4).toFixed(1)}" text-anchor="end" fill="#52525b">${label(value)}</text>`,
    ),
    ...points.map(
      ([a]) =>
        `<text x="${left(a).toFixed(1)}" y="${height - edge.bottom + 18}" text-anchor="middle" fill="#52525b">${label(a)}</text>`,
    ),
    `<text x="${(edge.left + width - edge.right) / 2}" y="${height - 8}" text-anchor="middle" fill="#52525b">${x}</text>`,
    `<text x="14" y="${height / 2}" text-anchor="middle" fill="#52525b" transform="rotate(-90 14 ${height / 2})">${y}</text>`,
    `<polyline points="${line}" fill="none" stroke="#2563eb" stroke-width="2"/>`,
    ...points.map(([a, b]) => `<circle cx="${left(a).toFixed(1)}" cy="${top(b).toFixed(1)}" r="3.5" fill="#2563eb"/>`),
    '</svg>',
  ].join('\n')
}
