/** A JSON text that stands for a string; undefined for anything else. */
export function parseTextOrUndefined(json: string): string | undefined {
  try {
    const value = JSON.parse(json) as unknown
    return typeof value === 'string' ? value : undefined
  } catch {
    return undefined
  }
}
