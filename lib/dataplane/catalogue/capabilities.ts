import { isObject } from '../rpc/message.ts'
import type { ServingTarget } from '../rooms.ts'

type Capability = Record<string, true>

/** Members of a capability that some server behind the gateway has, `listChanged` set aside. */
const passedOn = { prompts: [], resources: ['subscribe'], completions: [], logging: [] } as const
const changing = new Set(['tools', 'prompts', 'resources'])

/**
 * What the servers behind a gateway can do, together. Tools are always among it. `listChanged` is the gateway's own to
 * give: its lists change by what administrators do, whatever its servers say, and it can tell where answers may stream.
 */
export function capabilitiesOf(targets: readonly ServingTarget[], streaming: boolean): Record<string, Capability> {
  const union: Record<string, Capability> = { tools: {} }
  for (const [name, members] of Object.entries(passedOn)) {
    const declared = targets.map(({ server }) => server.capabilities[name]).filter(isObject)
    if (declared.length === 0) continue
    const had = members.filter((member) => declared.some((capability) => capability[member] === true))
    union[name] = Object.fromEntries(had.map((member) => [member, true as const]))
  }
  if (streaming)
    for (const [name, capability] of Object.entries(union)) if (changing.has(name)) capability.listChanged = true
  return union
}
