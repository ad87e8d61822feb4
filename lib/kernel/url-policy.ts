import { addressClass, addressInRange, canonicalAddress, isLoopbackAddress, type EgressRule } from './addresses.ts'
import { invalidField } from './domain-error.ts'

export interface UrlPolicy {
  /** A URL that Postern itself will call. Throws a ValidationException that names `what`. */
  checkUrl(text: string, subject: { what: string }): URL
  /** A URL that a browser will be sent back to. Answers it as given, once it has proved to be its own normal form. */
  checkReturnUrl(text: string, subject: { what: string }): string
  /** Whether a socket may be connected to `ip`, which `host` resolved to. */
  addressAllowed(ip: string, host?: string): boolean
}

export interface UrlPolicySettings {
  /** Whether PUBLIC_URL is a loopback address: then, and only then, http and private addresses of this machine are fair. */
  isLoopback: boolean
  egressAllow: readonly EgressRule[]
  /** `https://postern.example`, without a trailing slash. */
  publicOrigin: string
}

const bare = (hostname: string) => hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')

function isLoopbackHost(hostname: string): boolean {
  const host = bare(hostname)
  return host === 'localhost' || host.endsWith('.localhost') || isLoopbackAddress(host)
}

/** WHATWG parsing forgives backslashes, tabs, line ends and spaces; whoever reads the text before us may not. */
function hasUnsafeCharacter(text: string): boolean {
  return [...text].some((char) => {
    const code = char.codePointAt(0) ?? 0
    return code <= 0x20 || code === 0x5c || (code >= 0x7f && code <= 0xa0) || code === 0xfeff || code === 0x3000
  })
}

/** Rules for addresses and URLs, pure and shared by whoever stores or calls one (security reference SS-3 … SS-6, SB-10). */
export function createUrlPolicy(settings: UrlPolicySettings): UrlPolicy {
  const named = (host: string) =>
    settings.egressAllow.some((rule) =>
      rule.kind === 'host' ? rule.host === host : canonicalAddress(host) && addressInRange(host, rule.cidr),
    )

  const addressAllowed = (ip: string, host?: string): boolean => {
    switch (addressClass(ip)) {
      case 'never':
        return false
      case 'public':
        return true
      case 'local':
        return settings.isLoopback || named(ip) || (host !== undefined && named(bare(host)))
      case 'special':
        return named(ip) || (host !== undefined && named(bare(host)))
    }
  }

  const httpAllowed = (hostname: string) => (settings.isLoopback && isLoopbackHost(hostname)) || named(bare(hostname))

  /** Another loopback name of the same port reaches us too. */
  const isOurs = ({ origin, protocol, hostname, port }: URL): boolean => {
    const ours = new URL(settings.publicOrigin)
    const isAlias = isLoopbackHost(hostname) && isLoopbackHost(ours.hostname)
    return origin === ours.origin || (isAlias && protocol === ours.protocol && port === ours.port)
  }

  const parse = (text: string, what: string): URL => {
    const refuse = (fault: string) => invalidField(what, `${what} ${fault}`)
    if (hasUnsafeCharacter(text))
      throw refuse('holds a space, a backslash or a control character. Give the plain URL, percent-encoded.')
    const url = URL.canParse(text) ? new URL(text) : undefined
    if (!url) throw refuse('is not a URL. Give one like https://mcp.example.com/mcp.')
    if (url.protocol !== 'https:' && url.protocol !== 'http:')
      throw refuse(`uses ${url.protocol.slice(0, 20)}, which is not offered. Use https.`)
    if (url.username !== '' || url.password !== '' || /^[a-z]+:\/\/[^/?#]*@/i.test(text))
      throw refuse('carries a user name or password. Remove the part before the @.')
    if (text.includes('#')) throw refuse('has a fragment. Remove the part from # on.')
    if (url.protocol === 'http:' && !httpAllowed(url.hostname))
      throw refuse(
        'uses http. Use https; http is accepted on loopback while PUBLIC_URL is a loopback address, and for hosts in EGRESS_ALLOW.',
      )
    return url
  }

  return {
    addressAllowed,
    checkUrl(text, { what }) {
      const url = parse(text, what)
      const host = bare(url.hostname)
      const loopbackName = isLoopbackHost(url.hostname) && !settings.isLoopback && !named(host)
      if (loopbackName || (canonicalAddress(host) && !addressAllowed(host)))
        throw invalidField(
          what,
          `${what} is on an address that outgoing requests may not reach. Use a public host, or have the operator add it to EGRESS_ALLOW.`,
        )
      return url
    },
    checkReturnUrl(text, { what }) {
      const url = parse(text, what)
      if (!/^https?:\/\/[^/]/.test(text)) throw invalidField(what, `${what} must start with https:// and a host.`)
      // `https://host` and `https://host/` are one page: the only difference that normalisation may make.
      if (url.href !== text && url.href !== `${text}/` && !text.startsWith(`${url.origin}?`))
        throw invalidField(what, `${what} is not in its plain form. Write it as ${url.href.slice(0, 200)}.`)
      if (isOurs(url) && /^\/+api\//.test(url.pathname))
        throw invalidField(
          what,
          `${what} is an address of Postern's API. A callback URL belongs into the provider's settings; give the page of your application that the browser returns to.`,
        )
      return text
    },
  }
}
