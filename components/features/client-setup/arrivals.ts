import type { ToolCall } from '../../../lib/contracts/tool-calls.ts'
import type { Client } from './client-table.ts'

/** Bridges say whom they speak for: `claude-ai (via mcp-remote 0.1.0)`. */
const plainName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/\s*\(via .*$/s, '')
    .trim()

export const isFrom = ({ names }: Client, { client }: Pick<ToolCall, 'client'>): boolean =>
  names.includes(plainName(client))

/** The first of its calls; `calls` are newest first. */
export const firstCallOf = (client: Client, calls: readonly ToolCall[]): ToolCall | undefined =>
  calls.findLast((call) => isFrom(client, call))
