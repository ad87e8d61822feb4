import ipaddr from 'ipaddr.js'

/** One entry of EGRESS_ALLOW: a host name in lower case, or a CIDR range. */
export type EgressRule = { kind: 'host'; host: string } | { kind: 'range'; cidr: string }

/** Undefined where the text is neither a host name, an address nor a CIDR range. */
export function parseEgressRule(text: string): EgressRule | undefined {
  const entry = text.trim().toLowerCase()
  if (ipaddr.isValidCIDR(entry)) return { kind: 'range', cidr: entry }
  const address = canonicalAddress(entry.replace(/^\[|\]$/g, ''))
  if (address) return { kind: 'range', cidr: `${address.toString()}/${address.kind() === 'ipv4' ? 32 : 128}` }
  return /^(?!-)[a-z0-9-]+(?:\.[a-z0-9-]+)*$/.test(entry) ? { kind: 'host', host: entry } : undefined
}

/**
 * Never reachable, whatever EGRESS_ALLOW says: cloud metadata, link-local, "this network", multicast, broadcast, and the
 * forms that smuggle an IPv4 address inside an IPv6 one (security reference SS-3, SS-6).
 */
const neverRanges = [
  '0.0.0.0/8',
  '100.100.100.200/32',
  '169.254.0.0/16',
  '192.0.0.0/24',
  '224.0.0.0/4',
  '255.255.255.255/32',
  '::/128',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2002::/16',
  'fd00:ec2::/32',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
]
/** Open while PUBLIC_URL is loopback: a developer's own machine and network. */
const localRanges = ['127.0.0.0/8', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '::1/128', 'fc00::/7']
/** Special by IANA, of no use to an outgoing request unless an admin says so. */
const specialRanges = [
  '100.64.0.0/10',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '240.0.0.0/4',
  '::/96',
  '2001:db8::/32',
  '3fff::/20',
  '5f00::/16',
]

const parsed = (ranges: readonly string[]) => ranges.map((range) => ipaddr.parseCIDR(range))
const never = parsed(neverRanges)
const local = parsed(localRanges)
const special = parsed(specialRanges)
const loopback = parsed(['127.0.0.0/8', '::1/128'])

export type AddressClass = 'public' | 'local' | 'special' | 'never'

/** Undefined for what is no address. `::ffff:127.0.0.1` counts as the IPv4 address inside it. */
export function canonicalAddress(ip: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  if (!ipaddr.IPv4.isValidFourPartDecimal(ip) && !ipaddr.IPv6.isValid(ip)) return undefined
  return ipaddr.process(ip)
}

function within(address: ipaddr.IPv4 | ipaddr.IPv6, ranges: readonly [ipaddr.IPv4 | ipaddr.IPv6, number][]): boolean {
  return ranges.some(([base, bits]) => base.kind() === address.kind() && address.match(base, bits))
}

export function addressClass(ip: string): AddressClass {
  const address = canonicalAddress(ip)
  if (!address || within(address, never)) return 'never'
  if (within(address, local)) return 'local'
  return within(address, special) ? 'special' : 'public'
}

export function addressInRange(ip: string, cidr: string): boolean {
  const address = canonicalAddress(ip)
  return address !== undefined && within(address, [ipaddr.parseCIDR(cidr)])
}

/** What one party is likely to own the whole of: an IPv4 address, or an IPv6 /48. */
export function networkOf(ip: string): string {
  const address = canonicalAddress(ip)
  if (address instanceof ipaddr.IPv6)
    return address.parts
      .slice(0, 3)
      .map((part) => part.toString(16))
      .join(':')
  return address?.toString() ?? ip
}

export function isLoopbackAddress(ip: string): boolean {
  const address = canonicalAddress(ip)
  return address !== undefined && within(address, loopback)
}
