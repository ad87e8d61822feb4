import type { IncomingMessage } from 'node:http'
import { isLoopbackAddress } from '../../kernel/addresses.ts'

/** What a reverse proxy adds to say for whom it asks. */
const forwarding = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip']

/**
 * Metrics are for programs on this machine (decision 0005): asked from a loopback address, by a loopback name, and not
 * for somebody else. A proxy on this machine asks by the public name, or it could not serve the console.
 */
export function mayReadMetrics(request: Pick<IncomingMessage, 'headers' | 'socket'>): boolean {
  const { remoteAddress } = request.socket
  const name = /^(.*?)(?::\d+)?$/.exec(request.headers.host?.toLowerCase() ?? '')?.[1]?.replace(/^\[|\]$/g, '') ?? ''
  return (
    remoteAddress !== undefined &&
    isLoopbackAddress(remoteAddress.replace(/^::ffff:/, '')) &&
    (name === 'localhost' || isLoopbackAddress(name)) &&
    forwarding.every((header) => request.headers[header] === undefined)
  )
}
