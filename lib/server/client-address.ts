import type { IncomingMessage } from 'node:http'
import { addressClass, canonicalAddress } from '../kernel/addresses.ts'

/**
 * Whom a request comes from, as far as we can know it: for counting, never for letting anybody in.
 *
 * `X-Forwarded-For` is believed of a peer on this machine or a private network alone, which is where a reverse proxy stands,
 * and only as far as such proxies wrote it: read from the right, it ends at the first address that is none of them. What
 * stands further left is whatever the client made up. An entry that is no address ends the reading as well.
 * @returns the address in its canonical form; an empty text where the connection is gone.
 */
export function clientAddress(request: Pick<IncomingMessage, 'headers' | 'socket'>): string {
  let address = canonicalAddress(request.socket.remoteAddress ?? '')?.toString() ?? ''
  const named = String(request.headers['x-forwarded-for'] ?? '').split(',')
  while (addressClass(address) === 'local') {
    const before = addressOf(named.pop() ?? '')
    if (before === undefined) break
    address = before
  }
  return address
}

/** Some proxies add the port: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
function addressOf(entry: string): string | undefined {
  const text = entry.trim()
  const bare = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text
  return canonicalAddress(bare)?.toString()
}
