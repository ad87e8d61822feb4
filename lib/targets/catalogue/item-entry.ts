import type { CatalogueItems } from './items.ts'
import { memberTexts } from './json-text.ts'

/** A prompt, a resource or a resource template for people to read. */
export interface ItemEntry {
  kind: 'prompt' | 'resource' | 'template'
  /** The prompt's name, the resource's address or the template of addresses. */
  name: string
  title?: string
  description?: string
  mimeType?: string
  /** Names of a prompt's arguments; `?` follows what may be left out. */
  arguments?: string[]
  /** All that it says, as its author wrote it. */
  json: string
}

export const itemEntries = ({ prompts, resources, templates }: CatalogueItems): ItemEntry[] => [
  ...prompts.map(({ name, json }) => entry('prompt', name, json)),
  ...resources.map(({ uri, json }) => entry('resource', uri, json)),
  ...templates.map(({ uriTemplate, json }) => entry('template', uriTemplate, json)),
]

function entry(kind: ItemEntry['kind'], name: string, json: string): ItemEntry {
  const members = memberTexts(json)
  const text = (member: string): string | undefined => {
    const value: unknown = JSON.parse(members.get(member) ?? 'null')
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  // A resource is known by its address; what its server calls it is its title unless it gives one.
  const title = text('title') ?? (kind === 'prompt' ? undefined : text('name'))
  const [description, mimeType] = [text('description'), kind === 'prompt' ? undefined : text('mimeType')]
  return {
    kind,
    name,
    json,
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(mimeType !== undefined && { mimeType }),
    ...(members.has('arguments') && { arguments: argumentNames(members.get('arguments') ?? '[]') }),
  }
}

const argumentNames = (list: string): string[] =>
  (JSON.parse(list) as { name: string; required?: unknown }[]).map(({ name, required }) =>
    required === true ? name : `${name}?`,
  )
