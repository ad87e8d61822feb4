import type { DefinitionKind } from '../../contracts/approvals.ts'
import { itemKinds, namedItems, type CatalogueItems, type ItemKind } from '../catalogue/items.ts'
import { definitionHash } from './definition-hash.ts'

/** One thing that a catalogue offers: `name` is what it is asked for by, a URI where it is a resource. */
export interface DefinitionName {
  kind: DefinitionKind
  name: string
}

export interface Definition extends DefinitionName {
  hash: string
}

export interface DefinitionText extends DefinitionName {
  /** Compact JSON, as its author wrote it. */
  json: string
}

export const kindOf = {
  tools: 'tool',
  prompts: 'prompt',
  resources: 'resource',
  templates: 'template',
} as const satisfies Record<ItemKind, DefinitionKind>

/** In the order of the catalogue, tools first. */
export const definitionTexts = (items: CatalogueItems): DefinitionText[] =>
  itemKinds.flatMap((list) => namedItems(items, list).map(({ name, json }) => ({ kind: kindOf[list], name, json })))

export const definitionsOf = (items: CatalogueItems): Definition[] =>
  definitionTexts(items).map(({ kind, name, json }) => ({ kind, name, hash: definitionHash(json) }))

/** No kind has a space in it. */
export const definitionKey = ({ kind, name }: DefinitionName): string => `${kind} ${name}`
