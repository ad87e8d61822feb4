import type { DefinitionName } from '../approval/definition.ts'
import { gatewayToolName } from '../catalogue/tool-names.ts'
import { skeletonOf } from './similar-names.ts'

/** The tools around a definition: what it might pass for, or talk about. */
export interface Neighbours {
  /** The full name of another tool on the gateway whose own name looks the same. */
  similarTo(definition: DefinitionName): string | undefined
  /** The full name of a tool of another target that the text mentions. */
  mentionedIn(text: string): string | undefined
}

export interface NamedTools {
  targetName: string
  tools: readonly { name: string }[]
}

interface Place {
  targetName: string
  full: string
}

/** A name that could be an ordinary word says nothing where it is mentioned. */
const isTelling = (name: string): boolean => name.length >= 6 && /[_.-]|[a-z][A-Z]/.test(name)
/** Who shares a skeleton with hundreds is found out by the first few. */
const fewAlike = 8

/** The tools of one gateway; answers the neighbours of each target's definitions. */
export function neighbourhood(all: readonly NamedTools[]): (targetName: string) => Neighbours {
  const bySkeleton = new Map<string, { name: string; full: string }[]>()
  const byName = new Map<string, Place[]>()
  const own = new Map(all.map(({ targetName, tools }) => [targetName, new Set(tools.map(({ name }) => name))]))
  for (const { targetName, tools } of all)
    for (const { name } of tools) {
      const full = gatewayToolName(targetName, name)
      gather(bySkeleton, skeletonOf(name), { name, full })
      gather(byName, full, { targetName, full })
      if (isTelling(name)) gather(byName, name, { targetName, full })
    }
  return (targetName) => ({
    similarTo: ({ kind, name }) =>
      kind === 'tool' ? bySkeleton.get(skeletonOf(name))?.find((other) => other.name !== name)?.full : undefined,
    mentionedIn(text) {
      if (all.length < 2) return undefined
      for (const [word] of text.matchAll(/[A-Za-z0-9_.-]{2,230}/g)) {
        const name = word.replace(/[.-]+$/, '')
        const places = own.get(targetName)?.has(name) ? undefined : byName.get(name)
        const foreign = places?.find((place) => place.targetName !== targetName)
        if (foreign) return foreign.full
      }
      return undefined
    },
  })
}

function gather<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const known = map.get(key)
  if (known === undefined) map.set(key, [value])
  else if (known.length < fewAlike) known.push(value)
}
