import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * Limits against slow and heavy clients (HT-6). Keep-alive outlasts the 60 s of common load balancers, which otherwise
 * reuse a connection that we are closing.
 */
const limits = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 15_000,
  requestTimeout: 60_000,
  connectionsCheckingInterval: 5_000,
  keepAliveTimeout: 75_000,
}

export function createLimitedServer(listener?: RequestListener): Server {
  const server = createServer(limits, listener)
  server.maxConnections = 10_000
  server.maxRequestsPerSocket = 1_000
  return server
}

/** Resolves with the bound port. */
export function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })
}
