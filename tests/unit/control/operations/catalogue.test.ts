import { describe, expect, test } from 'vitest'
import type { Catalogue } from '../../../../lib/contracts/console.ts'
import { listCatalogue } from '../../../../lib/control/operations/catalogue.ts'
import { admin, gateway, review, roomsWith, runAs, target, tool } from './rooms.ts'

const listed = [
  {
    record: target('work', 'github'),
    tools: [
      tool('search_repositories', {
        title: 'Search',
        description: 'Finds code',
        inputSchema: '{"type":"object","properties":{"perPage":{"type":"number"}}}',
      }),
      tool('create_issue', { annotations: '{"destructiveHint":true}' }),
    ],
  },
  { record: target('home', 'notes'), tools: [tool('add_note'), tool('list_notes')] },
  { record: target('home', 'mail', { status: 'CREATE_PENDING_AUTH' }), tools: [] },
  { record: target('home', 'calendar', { status: 'FAILED', statusReasons: ['The server answered HTML.'] }), tools: [] },
  { record: target('home', 'empty'), tools: [] },
  {
    record: target('home', 'stale', { status: 'SYNCHRONIZE_UNSUCCESSFUL', statusReasons: ['Down.'] }),
    tools: [tool('old')],
  },
  { record: target('deleted-meanwhile', 'ghost'), tools: [tool('haunt')] },
]
const rooms = roomsWith({
  gateways: { all: () => Promise.resolve([gateway('work'), gateway('home')]) },
  targets: {
    allWithTools: () => Promise.resolve(listed),
    reviews: () => Promise.resolve(new Map([[target('home', 'notes').id, review('list_notes')]])),
    needsConsent: ({ name }) => name === 'github',
  },
})
const list = (input: object = {}) => runAs(admin, listCatalogue, rooms, input) as Promise<Catalogue>
const names = async (input?: object) => (await list(input)).tools.map(({ gatewayToolName }) => gatewayToolName)

describe('the catalogue', () => {
  test('holds the tools of all targets by name, those that serve though their last sync failed among them', async () => {
    expect(await names()).toEqual([
      'github___create_issue',
      'github___search_repositories',
      'notes___add_note',
      'notes___list_notes',
      'stale___old',
    ])
  })

  test('TC-2 can be narrowed to what waits for a review', async () => {
    expect(await names({ review: 'needed' })).toEqual(['notes___list_notes'])
    const [waits] = (await list({ review: 'needed' })).tools
    expect(waits?.approval).toEqual({ state: 'changed', hash: 'h', served: true })
    expect(await names({ review: 'needed', query: 'add' })).toEqual([])
  })

  test('says which need consent, and what their servers claim', async () => {
    const [first] = (await list({ query: 'create' })).tools
    expect(first).toEqual({
      gatewayId: 'work-0123456789',
      gatewayName: 'work',
      targetId: 'GITHUB0000',
      targetName: 'github',
      name: 'create_issue',
      gatewayToolName: 'github___create_issue',
      needsConsent: true,
      inputSchema: '{"type":"object"}',
      annotations: '{"destructiveHint":true}',
      approval: { state: 'new', served: false },
      findings: [],
    })
  })

  test('shows the name that clients are given where that on the gateway is too long for them', async () => {
    const long = 'a'.repeat(80)
    const rooms = roomsWith({
      gateways: { all: () => Promise.resolve([gateway('work')]) },
      targets: {
        reviews: () => Promise.resolve(new Map()),
        allWithTools: () => Promise.resolve([{ record: target('work', 'notes'), tools: [tool(long)] }]),
        needsConsent: () => false,
      },
    })
    const { tools } = (await runAs(admin, listCatalogue, rooms, {})) as Catalogue
    expect(tools).toMatchObject([
      { gatewayToolName: `notes___${long}`, shortToolName: expect.stringMatching(/^.{64}$/) },
    ])
  })

  test('names the targets whose tools cannot be shown, with a reason', async () => {
    expect((await list()).unavailable).toEqual([
      {
        targetName: 'mail',
        gatewayName: 'home',
        status: 'CREATE_PENDING_AUTH',
        reason: expect.stringContaining('authorize'),
      },
      { targetName: 'calendar', gatewayName: 'home', status: 'FAILED', reason: 'The server answered HTML.' },
    ])
  })

  test('is narrowed to a gateway, its unavailable targets too', async () => {
    const work = await list({ gatewayId: 'work-0123456789' })
    expect(work.tools).toHaveLength(2)
    expect(work.unavailable).toEqual([])
  })

  test.each([
    ['a name', 'NOTE', ['notes___add_note', 'notes___list_notes']],
    ['a title', 'search', ['github___search_repositories']],
    ['a description', 'finds', ['github___search_repositories']],
    ['a parameter', 'perpage', ['github___search_repositories']],
    ['every word, in any order', ' code  github ', ['github___search_repositories']],
    ['nothing but blanks', '  ', undefined],
    ['what is nowhere', 'zebra', []],
  ])('is searched by %s', async (_, query, expected) => {
    expect(await names({ query })).toEqual(expected ?? (await names()))
  })

  test('pages in order, and a page token holds for its search only', async () => {
    const seen: string[] = []
    let nextToken: string | undefined
    do {
      const page = await list({ maxResults: 2, nextToken })
      seen.push(...page.tools.map(({ gatewayToolName }) => gatewayToolName))
      nextToken = page.nextToken
    } while (nextToken !== undefined)
    expect(seen).toEqual(await names())
    const { nextToken: token } = await list({ maxResults: 1 })
    await expect(list({ nextToken: token, query: 'note' })).rejects.toMatchObject({
      fieldList: [{ name: 'nextToken' }],
    })
  })
})
