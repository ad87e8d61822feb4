import { LRUCache } from 'lru-cache'
import type { CatalogueItems } from '../catalogue/items.ts'
import type { CatalogueVersion } from '../target.store.ts'
import { definitionsOf, type Definition } from './definition.ts'

/** Definitions whose hashes are kept. */
const keptDefinitions = 500_000

export type DefinitionReader = (version: CatalogueVersion) => readonly Definition[]

/** Hashes the definitions of catalogue versions, which never change, so that asking again costs nothing. */
export function createDefinitionReader(readItems: (version: CatalogueVersion) => CatalogueItems): DefinitionReader {
  const read = new LRUCache<string, readonly Definition[]>({ maxSize: keptDefinitions })
  return (version) => {
    const known = read.get(version.id)
    if (known) return known
    const definitions = definitionsOf(readItems(version))
    read.set(version.id, definitions, { size: definitions.length + 1 })
    return definitions
  }
}
