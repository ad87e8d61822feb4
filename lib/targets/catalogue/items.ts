import { canonicalJson } from '../../kernel/canonical-json.ts'
import { sha256Hex } from '../../platform/crypto/hash.ts'
import { elementTexts } from './json-text.ts'
import { diffOf, type CatalogueDiff, type ToolText } from './tool.ts'

/** A prompt: its name upstream and its definition as compact JSON text, otherwise as its author wrote it. */
export interface PromptText {
  name: string
  json: string
}

/** A resource; its address is the server's own and is never rewritten. */
export interface ResourceText {
  uri: string
  json: string
}

/** A family of resources: an RFC 6570 template of their addresses. */
export interface TemplateText {
  uriTemplate: string
  json: string
}

/** Everything that a server lists. */
export interface CatalogueItems {
  tools: ToolText[]
  prompts: PromptText[]
  resources: ResourceText[]
  templates: TemplateText[]
}

export type ItemKind = keyof CatalogueItems
export const itemKinds = ['tools', 'prompts', 'resources', 'templates'] as const satisfies readonly ItemKind[]

/** The member that tells items of a kind apart. */
export const keyMembers = { tools: 'name', prompts: 'name', resources: 'uri', templates: 'uriTemplate' } as const

/** Items as a catalogue version stores them: JSON arrays of definitions. */
export interface StoredItems {
  tools: string
  prompts: string
  resources: string
  resourceTemplates: string
}

const storedArray = (items: readonly { json: string }[]): string => `[${items.map(({ json }) => json).join(',')}]`

export const storedItems = ({ tools, prompts, resources, templates }: CatalogueItems): StoredItems => ({
  tools: storedArray(tools),
  prompts: storedArray(prompts),
  resources: storedArray(resources),
  resourceTemplates: storedArray(templates),
})

export const readStoredItems = (stored: StoredItems): CatalogueItems => ({
  tools: readArray(stored.tools, 'name'),
  prompts: readArray(stored.prompts, 'name'),
  resources: readArray(stored.resources, 'uri'),
  templates: readArray(stored.resourceTemplates, 'uriTemplate'),
})

function readArray<K extends string>(stored: string, key: K): (Record<K, string> & { json: string })[] {
  const values = JSON.parse(stored) as Record<K, string>[]
  return elementTexts(stored).map((json, index) => ({ [key]: values[index]?.[key] ?? '', json }) as never)
}

const named = (items: readonly { json: string }[], name: (index: number) => string): ToolText[] =>
  items.map(({ json }, index) => ({ name: name(index), json }))

/** Items of one kind by what tells them apart. */
export function namedItems(items: CatalogueItems, kind: ItemKind): ToolText[] {
  const { resources, templates } = items
  if (kind === 'resources') return named(resources, (index) => resources[index]?.uri ?? '')
  if (kind === 'templates') return named(templates, (index) => templates[index]?.uriTemplate ?? '')
  return items[kind]
}

/** SHA-256 over the canonical definitions in the order of their names (TC-1). */
export const hashOf = (items: readonly ToolText[]): string =>
  sha256Hex(
    JSON.stringify(
      items
        .map(({ name, json }) => [name, canonicalJson(JSON.parse(json))] as const)
        .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
    ),
  )

/** Of everything that a server lists. */
export const catalogueHash = (items: CatalogueItems): string =>
  sha256Hex(JSON.stringify(itemKinds.map((kind) => hashOf(namedItems(items, kind)))))

/** What differs of the tools, and of the other kinds where anything does. */
export type ItemsDiff = CatalogueDiff & Partial<Record<Exclude<ItemKind, 'tools'>, CatalogueDiff>>

export function itemsDiff(before: CatalogueItems, after: CatalogueItems): ItemsDiff {
  const diffs = itemKinds.slice(1).flatMap((kind) => {
    const diff = diffOf(namedItems(before, kind), namedItems(after, kind))
    return Object.values(diff).some((names: string[]) => names.length > 0) ? [[kind, diff] as const] : []
  })
  return { ...diffOf(before.tools, after.tools), ...Object.fromEntries(diffs) }
}
