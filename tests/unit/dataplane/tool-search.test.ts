import { describe, expect, test } from 'vitest'
import { gatewayNames } from '../../../lib/dataplane/catalogue/naming.ts'
import { stemOf, termOf, wordsOf } from '../../../lib/dataplane/search/terms.ts'
import { createToolSearch } from '../../../lib/dataplane/search/tool-search.ts'
import { servingTarget } from '../../_support/dataplane/rooms.ts'
import { measureRelevance } from '../../_support/search-relevance.ts'

describe('terms', () => {
  test('names that join words are taken apart', () => {
    expect(wordsOf('createIssue create_issue HTTPRequest v2Beta Größe')).toEqual([
      'create',
      'issue',
      'create',
      'issue',
      'http',
      'request',
      'v2',
      'beta',
      'größe',
    ])
  })

  test.each([
    ['issues', 'issue'],
    ['branches', 'branch'],
    ['queries', 'query'],
    ['deleted', 'delete'],
    ['stopping', 'stop'],
    ['statuses', 'status'],
  ])('%s and %s are one', (one, other) => expect(stemOf(one)).toBe(stemOf(other)))

  test('words that say nothing are not looked up', () => expect(termOf('the')).toBeUndefined())
})

describe('search', () => {
  const tool = (name: string, more: object) => ({
    name,
    json: JSON.stringify({ name, inputSchema: { type: 'object' }, ...more }),
  })
  const tools = gatewayNames(
    [
      {
        ...servingTarget('work', 'https://mcp.example.com/mcp', []),
        tools: [
          tool('a', { description: 'Opens a ticket' }),
          tool('b', { title: 'Weather forecast' }),
          tool('c', { inputSchema: { type: 'object', properties: { at: { properties: { zipCode: {} } } } } }),
          tool('sendInvoice', {}),
        ],
      },
    ],
    'tools',
  )
  const find = async (question: string) => (await createToolSearch(tools).find(question)).map(({ name }) => name)

  test.each([
    ['description', 'open tickets', 'work___a'],
    ['title', 'forecasts', 'work___b'],
    ['parameter names at any depth', 'zip', 'work___c'],
    ['name', 'invoices', 'work___sendInvoice'],
    ['beginnings of words', 'forec', 'work___b'],
    ['slips of the pen', 'wether', 'work___b'],
    ['another word for it', 'new issue', 'work___a'],
  ])('finds by %s', async (_by, question, name) => expect((await find(question))[0]).toBe(name))

  test('finds nothing where nothing fits or nothing was said', async () => {
    expect(await find('quantum')).toEqual([])
    expect(await find('what is the')).toEqual([])
    expect(await find('?!')).toEqual([])
  })

  test('issue 3.5 answers fifty questions over real definitions about as well as published', async () => {
    const { tools: count, questions, recallAt10, reciprocalRank } = await measureRelevance()
    expect(count).toBeGreaterThanOrEqual(300)
    expect(questions).toBe(50)
    expect(recallAt10).toBeGreaterThan(0.94)
    expect(reciprocalRank).toBeGreaterThan(0.7)
  })
})
