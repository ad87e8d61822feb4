export interface SecurityHeaderSettings {
  https: boolean
  /** The development server evaluates modules and needs to be let. */
  dev: boolean
}

/**
 * Pages whose form ends at somebody else's address. From the sign-in page a browser with scripts comes to such a page
 * without loading a new document, so the policy of the first one still holds there.
 */
const leadsAway = new Set(['/connect', '/consent', '/device', '/sign-in'])

/**
 * The policy of a console page (BR-2, BR-10). Scripts run by this answer's nonce alone. `style-src` allows inline styles
 * because React's `style` attributes are; they cannot load anything from elsewhere.
 */
export function contentSecurityPolicy(nonce: string, path: string, { dev }: SecurityHeaderSettings): string {
  const directives = [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ''}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ]
  // Browsers hold a form's whole redirect chain against form-action, and these forms lead to a provider or a client.
  return (leadsAway.has(path) ? directives : [...directives, "form-action 'self'"]).join('; ')
}

/**
 * Pages whose address carries a session URN, which no referrer may tell. Others keep `same-origin`: under `no-referrer`
 * browsers post forms with `Origin: null`, which Next's server actions refuse.
 */
const unreferred = /^\/(connect|consent|return)(\/|$)/

/** For every answer of the console; the policy of pages is added to HTML alone (BR-3). */
export function consoleHeaders(path: string, { https }: SecurityHeaderSettings): [string, string][] {
  return [
    ['x-content-type-options', 'nosniff'],
    ['referrer-policy', unreferred.test(path) ? 'no-referrer' : 'same-origin'],
    ['cross-origin-opener-policy', 'same-origin'],
    ['cross-origin-resource-policy', 'same-origin'],
    ['permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()'],
    ...(https ? ([['strict-transport-security', 'max-age=31536000; includeSubDomains']] as [string, string][]) : []),
  ]
}
