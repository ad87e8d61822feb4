import type { RpcId } from '../rpc/id.ts'
import { rpcErrors } from '../rpc/refusals.ts'

/** A ping is answered by us; anything else only where there is somebody who could. */
export const answerToServer = (id: RpcId, method: string): string =>
  JSON.stringify(
    method === 'ping'
      ? { jsonrpc: '2.0', id, result: {} }
      : {
          jsonrpc: '2.0',
          id,
          error: { code: rpcErrors.unknownMethod, message: 'Postern does not take this request.' },
        },
  )
