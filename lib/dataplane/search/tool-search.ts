import MiniSearch from 'minisearch'
import type { NamedItem } from '../catalogue/naming.ts'
import { isObject } from '../rpc/message.ts'
import { synonymsOf } from './synonyms.ts'
import { stemOf, termOf, wordsOf } from './terms.ts'

/** About as many as AgentCore answers. */
const answeredTools = 10
/** What a question may cost. */
const longestQuestion = 64
/** Tools that are indexed between two looks at what else there is to do. */
const chunkSize = 25
/** Another word for what was asked counts less than the word itself. */
const synonymWeight = 0.35
/** Weights of where a word stands; a name says more about a tool than the prose around it. */
const boost = { name: 3, title: 2, description: 1.5, parameters: 0.3, target: 1 }

interface Indexed {
  id: number
  name: string
  title: string
  description: string
  parameters: string
  target: string
}

/** Finds the tools that a question in plain words is about, best first. */
export interface ToolSearch {
  find(question: string): Promise<NamedItem[]>
}

/**
 * Ranks by words (BM25+ over name, title, description and parameter names, with stems, beginnings of words and slips of the
 * pen) and needs no model and no other process. The index is made for the first question.
 */
export function createToolSearch(tools: readonly NamedItem[]): ToolSearch {
  let index: Promise<Index> | undefined
  return {
    async find(question) {
      const { words, terms } = await (index ??= buildIndex(tools))
      const asked = wordsOf(question).slice(0, longestQuestion)
      const own = new Set(asked.flatMap((word) => termOf(word) ?? []))
      const kin = synonymsOf(new Set(asked.map(stemOf)))
      const found = words.search([...own, ...kin].join(' '), {
        processTerm: (term) => term,
        boostTerm: (term) => (own.has(term) ? 1 : synonymWeight),
        prefix: (term) => own.has(term) && term.length >= 4,
        // A word that some tool has is no slip of the pen; looking for its neighbours is the dear part of a search.
        fuzzy: (term) => own.has(term) && term.length >= 5 && !terms.has(term) && 0.2,
      })
      return found.slice(0, answeredTools).flatMap(({ id }) => tools[id as number] ?? [])
    },
  }
}

interface Index {
  words: MiniSearch<Indexed>
  /** Every term that some tool has. */
  terms: ReadonlySet<string>
}

async function buildIndex(tools: readonly NamedItem[]): Promise<Index> {
  const terms = new Set<string>()
  const words = new MiniSearch<Indexed>({
    fields: Object.keys(boost),
    tokenize: wordsOf,
    processTerm(word) {
      const term = termOf(word)
      if (term !== undefined) terms.add(term)
      return term ?? null
    },
    searchOptions: { boost, weights: { prefix: 0.3, fuzzy: 0.15 } },
  })
  await words.addAllAsync(tools.map(indexed), { chunkSize })
  return { words, terms }
}

function indexed({ targetName, item }: NamedItem, id: number): Indexed {
  const definition = JSON.parse(item.json) as Record<string, unknown>
  const annotations = isObject(definition.annotations) ? definition.annotations : {}
  return {
    id,
    name: item.name,
    title: textOf(definition.title ?? annotations.title),
    description: textOf(definition.description),
    parameters: parameterNames(definition.inputSchema).join(' '),
    target: targetName,
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Names of properties at any depth; the catalogue bounds how deep a definition goes. */
function parameterNames(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(parameterNames)
  if (!isObject(schema)) return []
  const own = isObject(schema.properties) ? Object.keys(schema.properties) : []
  return [...own, ...Object.values(schema).flatMap(parameterNames)]
}
