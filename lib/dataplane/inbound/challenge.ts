import type { GatewayView } from '../gateway-view.ts'

/**
 * A Bearer challenge (RFC 6750 §3, RFC 9728 §5.1) that tells clients where to sign in and what to ask for. Where API keys
 * alone are let in there is nowhere to sign in, and it says so by what it leaves out.
 */
export function challenge(
  gateway: GatewayView,
  error: 'invalid_token' | 'insufficient_scope',
  scopes: readonly string[] = gateway.advertisedScopes,
): string {
  if (gateway.door.kind === 'key') return `Bearer realm="API key", error="${error}"`
  const parameters = [
    ['error', error],
    ...(scopes.length > 0 ? [['scope', scopes.join(' ')]] : []),
    ['resource_metadata', gateway.metadataUrl],
  ]
  return `Bearer ${parameters.map(([name, value]) => `${name}=${quoted(value ?? '')}`).join(', ')}`
}

/** A quoted-string of RFC 9110 §5.6.4; what cannot stand in a header at all is left out (RS-6). */
const quoted = (text: string): string => `"${text.replace(/[^\x20-\x7e]/g, '').replace(/["\\]/g, '\\$&')}"`
