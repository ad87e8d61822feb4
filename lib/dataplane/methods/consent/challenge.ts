import type { Outcome } from '../../upstream/outcome.ts'

const maxHeader = 8_192
const maxScopes = 50
/** RFC 6749 §3.3, and a length that no honest scope has. */
const scopeToken = /^[\x21\x23-\x5b\x5d-\x7e]{1,255}$/
/** A scheme, or a parameter with its value (RFC 9110 §11.3). */
const item = /[\s,]*([A-Za-z][\w-]*)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*)))?/y

/**
 * The scopes that an MCP server says are missing: 403 with `error="insufficient_scope"` (RFC 6750 §3.1). Undefined for
 * any other outcome; empty where it names none, or names what no scope can look like.
 */
export function scopesMissing(outcome: Outcome): string[] | undefined {
  if (outcome.kind !== 'refused' || outcome.status !== 403) return undefined
  const text = outcome.headers.get('www-authenticate') ?? ''
  if (text.length > maxHeader) return undefined
  const challenge = bearerChallenges(text).find((one) => one.get('error') === 'insufficient_scope')
  if (!challenge) return undefined
  const scopes = [...new Set((challenge.get('scope') ?? '').split(' ').filter(Boolean))]
  return scopes.length <= maxScopes && scopes.every((scope) => scopeToken.test(scope)) ? scopes : []
}

function bearerChallenges(text: string): Map<string, string>[] {
  const challenges: { scheme: string; parameters: Map<string, string> }[] = []
  item.lastIndex = 0
  for (let match = item.exec(text); match; match = item.exec(text)) {
    const [, name = '', quoted, plain] = match
    const value = quoted?.replace(/\\(.)/g, '$1') ?? plain
    if (value === undefined) challenges.push({ scheme: name.toLowerCase(), parameters: new Map() })
    // What is said twice is not said: proxies and servers differ in which one counts.
    else challenges.at(-1)?.parameters.set(name.toLowerCase(), known(challenges.at(-1), name) ? '' : value)
  }
  return challenges.filter(({ scheme }) => scheme === 'bearer').map(({ parameters }) => parameters)
}

const known = (challenge: { parameters: Map<string, string> } | undefined, name: string): boolean =>
  challenge?.parameters.has(name.toLowerCase()) ?? false
