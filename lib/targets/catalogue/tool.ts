import { canonicalJson } from '../../kernel/canonical-json.ts'
import { memberTexts } from './json-text.ts'

/** One tool of a catalogue: its name upstream and its definition as compact JSON text, otherwise as its author wrote it. */
export interface ToolText {
  name: string
  json: string
}

/** A tool for people to read. Schemas and annotations are JSON text; annotations are the server's own claims. */
export interface ToolEntry extends ToolText {
  title?: string
  description?: string
  inputSchema: string
  outputSchema?: string
  annotations?: string
}

export function toolEntry(tool: ToolText): ToolEntry {
  const members = memberTexts(tool.json)
  const text = (name: string): string | undefined => {
    const value: unknown = members.has(name) ? JSON.parse(members.get(name) ?? 'null') : undefined
    return typeof value === 'string' ? value : undefined
  }
  const title = text('title')
  const description = text('description')
  const outputSchema = members.get('outputSchema')
  const annotations = members.get('annotations')
  return {
    ...tool,
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    inputSchema: members.get('inputSchema') ?? '{}',
    ...(outputSchema !== undefined && { outputSchema }),
    ...(annotations !== undefined && { annotations }),
  }
}

const canonicalTool = (tool: ToolText): string => canonicalJson(JSON.parse(tool.json))

export interface CatalogueDiff {
  added: string[]
  removed: string[]
  changed: string[]
}

/** Names of items that differ between two lists; `changed` where the definitions say something else. */
export function diffOf(before: readonly ToolText[], after: readonly ToolText[]): CatalogueDiff {
  const old = new Map(before.map((tool) => [tool.name, canonicalTool(tool)]))
  const fresh = new Map(after.map((tool) => [tool.name, canonicalTool(tool)]))
  return {
    added: [...fresh.keys()].filter((name) => !old.has(name)).sort(),
    removed: [...old.keys()].filter((name) => !fresh.has(name)).sort(),
    changed: [...fresh.keys()].filter((name) => old.has(name) && old.get(name) !== fresh.get(name)).sort(),
  }
}
