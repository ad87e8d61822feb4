import { createHash } from 'node:crypto'

const known = new WeakMap<object, string>()
const none = ''

/** A short text that is the same for the same capabilities; sessions that declared others are others. */
export function capabilitiesKey(capabilities: Readonly<Record<string, unknown>>): string {
  const before = known.get(capabilities)
  if (before !== undefined) return before
  const text = JSON.stringify(capabilities)
  const key = text === '{}' ? none : createHash('sha256').update(text).digest('base64url').slice(0, 16)
  known.set(capabilities, key)
  return key
}
