import type { Exchange } from '../exchange.ts'
import type { RpcId } from '../rpc/id.ts'
import { introduction } from './introduction.ts'
import { answerOwn } from './relay/tell.ts'

const serverInfoKey = 'io.modelcontextprotocol/serverInfo'

/**
 * What `initialize` told, without anything that begins by it. An administrator may change it at any moment, so nobody is
 * promised that it holds for a while; it is the same for every caller.
 */
export function discover(exchange: Exchange, id: RpcId, { serverVersion }: { serverVersion: string }): void {
  const { gateway, wire } = exchange
  const { serverInfo, ...about } = introduction(gateway, wire, serverVersion)
  answerOwn(exchange, id, {
    supportedVersions: gateway.wires.map(({ revision }) => revision).reverse(),
    ...about,
    ttlMs: 0,
    cacheScope: 'public',
    _meta: { [serverInfoKey]: serverInfo },
  })
}
