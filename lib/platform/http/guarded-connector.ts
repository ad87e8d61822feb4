import dns from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { buildConnector } from 'undici'
import type { UrlPolicy } from '../../kernel/url-policy.ts'
import { EgressError } from './egress-error.ts'

const connectTimeoutMs = 5_000

type Resolve = (host: string) => Promise<{ address: string; family: number }[]>

const systemResolve: Resolve = (host) => dns.promises.lookup(host, { all: true, verbatim: true })

const refused = (host: string) =>
  new EgressError('address', `${host} is on an address that outgoing requests may not reach.`)

/**
 * Decides on the address that is actually connected to (SS-2): a name is resolved once, every one of its addresses must
 * be allowed, the socket gets only those, and its peer is checked again once it stands. Anything unclear is refused.
 */
export function createGuardedConnector(
  urlPolicy: Pick<UrlPolicy, 'addressAllowed'>,
  resolve: Resolve = systemResolve,
): buildConnector.connector {
  const lookup: LookupFunction = (host, options, callback) => {
    resolve(host).then(
      (found) => {
        const first = found[0]
        if (!first || found.some(({ address }) => !urlPolicy.addressAllowed(address, host))) {
          callback(refused(host), [])
        } else if (options.all) callback(null, found)
        else callback(null, first.address, first.family)
      },
      (error: NodeJS.ErrnoException) => callback(error, []),
    )
  }
  const connect = buildConnector({ timeout: connectTimeoutMs, lookup })

  return (options, callback) => {
    const host = options.hostname.replace(/^\[|\]$/g, '')
    if (options.socketPath || (isIP(host) !== 0 && !urlPolicy.addressAllowed(host))) {
      callback(refused(host), null)
      return
    }
    connect(options, (...outcome) => {
      const [error, socket] = outcome
      if (error) {
        callback(error, null)
        return
      }
      const peer = socket.remoteAddress
      if (peer === undefined || !urlPolicy.addressAllowed(peer, host)) {
        socket.destroy()
        callback(refused(host), null)
      } else callback(null, socket)
    })
  }
}
