import type { ServingTarget } from './rooms.ts'
import type { RpcId } from './rpc/id.ts'

/**
 * A `tools/list` answer up to its id, which comes last so that one buffer serves every request (performance.md §8).
 * A tool keeps every member of its definition; only the name gets the target in front of it.
 */
export function prepareToolList(targets: readonly ServingTarget[]): Buffer {
  const tools = targets.flatMap((target) =>
    target.tools.map((tool) => {
      const definition = JSON.parse(tool.json) as Record<string, unknown>
      return JSON.stringify({ ...definition, name: `${target.name}___${tool.name}` })
    }),
  )
  return Buffer.from(`{"jsonrpc":"2.0","result":{"tools":[${tools.join(',')}]},"id":`)
}

export const toolListTail = (id: RpcId): string => `${JSON.stringify(id)}}`
