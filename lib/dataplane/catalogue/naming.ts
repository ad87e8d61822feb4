import { clientToolName, gatewayToolName, renamedTool, type ToolText } from '../../targets/index.ts'
import type { ServingTarget } from '../rooms.ts'

/** How tools are called on a gateway's URL: with their target in front, or with `?names=bare` as upstream. */
export type Naming = 'gateway' | 'bare'

export interface NamedTool {
  /** What clients are shown. */
  name: string
  /** `target___tool`, where clients are shown a shorter one: it is understood, too. */
  fullName?: string
  targetName: string
  tool: ToolText
}

/** Two targets or more have a tool of this name. */
export interface Collision {
  name: string
  targets: string[]
}

/** Tools in the order of their targets. A short name that is another's full name is not used. */
export function gatewayNames(targets: readonly ServingTarget[]): NamedTool[] {
  const tools = targets.flatMap((target) =>
    target.tools.map((tool) => ({ name: gatewayToolName(target.name, tool.name), targetName: target.name, tool })),
  )
  const taken = new Set(tools.map(({ name }) => name))
  return tools.map((tool) => {
    const short = clientToolName(tool.name)
    if (short === tool.name || taken.has(short)) return tool
    taken.add(short)
    return { ...tool, name: short, fullName: tool.name }
  })
}

/** The MCP servers' own names, each untouched. `reserved` are names of ours. */
export function bareNames(
  targets: readonly ServingTarget[],
  reserved: readonly string[],
): { tools: NamedTool[]; collisions: Collision[] } {
  const tools = targets.flatMap((target) =>
    target.tools.map((tool) => ({ name: tool.name, targetName: target.name, tool })),
  )
  const owners = new Map<string, string[]>(reserved.map((name) => [name, ['Postern itself']]))
  for (const { name, targetName } of tools) {
    const known = owners.get(name)
    if (known) known.push(targetName)
    else owners.set(name, [targetName])
  }
  const collisions = [...owners]
    .filter(([, names]) => names.length > 1)
    .map(([name, names]) => ({ name, targets: names }))
  return { tools, collisions }
}

/** JSON text of the definition as clients are shown it. */
export const definitionOf = ({ name, tool }: NamedTool): string =>
  name === tool.name ? tool.json : renamedTool(tool.json, name)
