import { readFileSync } from 'node:fs'
import { gatewayNames } from '../../lib/dataplane/catalogue/naming.ts'
import { createToolSearch } from '../../lib/dataplane/search/tool-search.ts'
import { servingTarget, type ServingTarget } from './dataplane/rooms.ts'

const fixture = (name: string): string => readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8')

/** Real definitions as targets of one gateway, in the order in which their servers list them. */
export function realTargets(): ServingTarget[] {
  const lines = fixture('tool-definitions.jsonl').trim().split('\n')
  const definitions = lines.map((line) => JSON.parse(line) as { target: string; tool: { name: string } })
  return [...new Set(definitions.map(({ target }) => target))].map((name) => ({
    ...servingTarget(name, 'https://mcp.example.com/mcp', [], { targetId: name, catalogueVersionId: name }),
    tools: definitions
      .filter(({ target }) => target === name)
      .map(({ tool }) => ({ name: tool.name, json: JSON.stringify(tool) })),
  }))
}

export interface Relevance {
  questions: number
  tools: number
  targets: number
  /** Of the tools that a question is about, how many are among the ten answered; the mean over all questions. */
  recallAt10: number
  /** One over the rank of the first tool that the question is about, 0 where none is found; the mean over all questions. */
  reciprocalRank: number
  misses: { question: string; found: string[] }[]
}

export async function measureRelevance(): Promise<Relevance> {
  const targets = realTargets()
  const tools = gatewayNames(targets, 'tools')
  const search = createToolSearch(tools)
  const questions = JSON.parse(fixture('tool-questions.json')) as [question: string, expected: string[]][]
  const answers = []
  for (const [question, expected] of questions) {
    const found = (await search.find(question)).map(({ name }) => name)
    const first = found.findIndex((name) => expected.includes(name))
    const hits = expected.filter((name) => found.includes(name)).length
    answers.push({ question, found, recall: hits / expected.length, reciprocal: first < 0 ? 0 : 1 / (first + 1) })
  }
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
  return {
    ...{ questions: questions.length, tools: tools.length, targets: targets.length },
    recallAt10: mean(answers.map(({ recall }) => recall)),
    reciprocalRank: mean(answers.map(({ reciprocal }) => reciprocal)),
    misses: answers.filter(({ recall }) => recall < 1),
  }
}
