import { clientToolName, gatewayToolName, renamedTool } from '../../targets/index.ts'
import type { ServingTarget } from '../rooms.ts'

/** How tools and prompts are called on a gateway's URL: with their target in front, or with `?names=bare` as upstream. */
export type Naming = 'gateway' | 'bare'

/** Kinds of items that have names; resources have addresses, which are nobody's to change. */
export type NamedKind = 'tools' | 'prompts'

/** A tool or a prompt. */
export interface NamedItem {
  /** What clients are shown. */
  name: string
  /** `target___tool`, where clients are shown a shorter one: it is understood, too. */
  fullName?: string
  targetName: string
  item: { name: string; json: string }
}

/** Two targets or more have an item of this name. */
export interface Collision {
  name: string
  targets: string[]
}

/** Items in the order of their targets. A short name that is another's full name is not used. */
export function gatewayNames(targets: readonly ServingTarget[], kind: NamedKind): NamedItem[] {
  const items = targets.flatMap((target) =>
    target[kind].map((item) => ({ name: gatewayToolName(target.name, item.name), targetName: target.name, item })),
  )
  const taken = new Set(items.map(({ name }) => name))
  return items.map((item) => {
    const short = clientToolName(item.name)
    if (short === item.name || taken.has(short)) return item
    taken.add(short)
    return { ...item, name: short, fullName: item.name }
  })
}

/** The MCP servers' own names, each untouched. `reserved` are names of ours. */
export function bareNames(
  targets: readonly ServingTarget[],
  kind: NamedKind,
  reserved: readonly string[],
): { items: NamedItem[]; collisions: Collision[] } {
  const items = targets.flatMap((target) =>
    target[kind].map((item) => ({ name: item.name, targetName: target.name, item })),
  )
  const owners = new Map<string, string[]>(reserved.map((name) => [name, ['Postern itself']]))
  for (const { name, targetName } of items) {
    const known = owners.get(name)
    if (known) known.push(targetName)
    else owners.set(name, [targetName])
  }
  const collisions = [...owners]
    .filter(([, names]) => names.length > 1)
    .map(([name, names]) => ({ name, targets: names }))
  return { items, collisions }
}

/** JSON text of the definition as clients are shown it. */
export const definitionOf = ({ name, item }: NamedItem): string =>
  name === item.name ? item.json : renamedTool(item.json, name)
