/** What answers are made ready in. */
export type ContentCoding = 'br' | 'gzip'

/**
 * The coding for an `Accept-Encoding` (RFC 9110 §12.5.3): the one with the greatest weight, brotli where both have it.
 * Undefined means as it is: also where a client refuses everything, because an answer is worth more than a refusal.
 */
export function chooseCoding(acceptEncoding: string | undefined): ContentCoding | undefined {
  if (!acceptEncoding) return undefined
  const weights = new Map(acceptEncoding.toLowerCase().split(',').map(weighted))
  const weightOf = (coding: string) => weights.get(coding) ?? weights.get('*') ?? 0
  const br = weightOf('br')
  const gzip = weights.get('x-gzip') ?? weightOf('gzip')
  if (Math.max(br, gzip) === 0 || Math.max(br, gzip) < (weights.get('identity') ?? 0)) return undefined
  return br >= gzip ? 'br' : 'gzip'
}

function weighted(item: string): [coding: string, weight: number] {
  const [coding = '', ...parameters] = item.split(';').map((part) => part.trim())
  const given = parameters.find((parameter) => parameter.startsWith('q='))
  const weight = given === undefined ? 1 : Number(given.slice(2))
  return [coding, weight >= 0 && weight <= 1 ? weight : 0]
}
