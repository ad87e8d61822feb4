import {
  CreateGatewayCommand,
  CreateGatewayTargetCommand,
  GetGatewayTargetCommand,
  ListGatewayTargetsCommand,
  UpdateGatewayTargetCommand,
} from '@aws-sdk/client-bedrock-agentcore-control'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { refusalOf } from '../../_support/letter.ts'
import { startPostern, type RunningPostern } from '../../_support/postern.ts'
import { roleArn, rpc } from '../../_support/story.ts'

const tool = (name: string, more: object = {}) => ({
  name,
  description: name,
  inputSchema: { type: 'object' },
  ...more,
})
const list = (...tools: unknown[]): string => JSON.stringify({ tools })
const deep = (levels: number): string =>
  `{"tools":[{"name":"a","inputSchema":{"type":"object","properties":${'{"x":{"properties":'.repeat(levels)}{}${'}}'.repeat(levels)}}}]}`

const unsound: [string, string, RegExp][] = [
  ['is not JSON', 'tools: none', /not JSON/],
  ['is JSON with a tail', `${list(tool('a'))}}`, /not JSON/],
  ['has no tools', '{}', /'tools' array/],
  ['is a list, as Lambda targets have it', JSON.stringify([tool('a')]), /'tools' array/],
  ['has tools that are no list', '{"tools":{}}', /must be an array/],
  ['has an empty list', '{"tools":[]}', /at least one tool/],
  ['names a tool twice', list(tool('same'), tool('same')), /same.*taken/],
  ['has an over-long name', list(tool('n'.repeat(300))), /300 characters/],
  ['has a name with a space', list(tool('two words')), /two words/],
  ['has a tool without a name', list({ inputSchema: { type: 'object' } }), /needs a name/],
  ['has a tool without inputSchema', list({ name: 'a' }), /inputSchema/],
  ['is over 1 MB', list(tool('a', { description: 'x'.repeat(1_000_001) })), /1 MB/],
  ['is over 3 MB', list(tool('a', { description: 'x'.repeat(3_000_001) })), /1 MB/],
  ['is nested deeply', deep(100), /levels deep/],
  ['is nested so deeply that a parser may fall over', deep(40_000), /levels deep/],
  [
    'refers to another server',
    list(tool('a', { inputSchema: { type: 'object', $ref: 'https://x.example/s' } })),
    /\$defs/,
  ],
  [
    'refers to a file inside a property',
    list(tool('a', { inputSchema: { type: 'object', properties: { p: { items: { $ref: 'file:///etc/passwd' } } } } })),
    /\$defs/,
  ],
]

describe('a schema upfront', () => {
  let postern: RunningPostern
  let gateway: { gatewayId?: string; gatewayUrl?: string }
  beforeAll(async () => {
    postern = await startPostern()
    gateway = await control().send(new CreateGatewayCommand({ name: 'schemas', roleArn, authorizerType: 'NONE' }))
  })
  afterAll(() => postern?.stop())
  const control = () => postern.clients.control
  const input = (name: string, inlinePayload: string) => ({
    gatewayIdentifier: gateway.gatewayId,
    name,
    targetConfiguration: {
      mcp: { mcpServer: { endpoint: 'https://mcp.example.com/mcp', mcpToolSchema: { inlinePayload } } },
    },
  })
  const create = (name: string, inlinePayload: string) =>
    control().send(new CreateGatewayTargetCommand(input(name, inlinePayload)))

  test.each(unsound)('that %s is refused by its member, with the way out, and nothing is stored', async (...row) => {
    const [, payload, reason] = row
    const refused = await refusalOf(create('unsound', payload))
    expect(refused).toMatchObject({ name: 'ValidationException', status: 400, reason: 'FieldValidationFailed' })
    expect(new Set(refused.fields)).toEqual(new Set(['targetConfiguration.mcp.mcpServer.mcpToolSchema.inlinePayload']))
    expect(refused.message).toMatch(reason)
    expect(refused.message.length).toBeLessThan(4000)
    const { items = [] } = await control().send(new ListGatewayTargetsCommand({ gatewayIdentifier: gateway.gatewayId }))
    expect(items.map(({ name }) => name)).not.toContain('unsound')
  })

  test('with keywords of real servers is READY at once, and the tools are listed as they were given', async () => {
    const inputSchema = {
      type: 'object',
      properties: {
        perPage: { type: 'number', description: 'per page', minimum: 1, maximum: 100, default: 30 },
        order: { type: 'string', enum: ['asc', 'desc'] },
        query: { $ref: '#/$defs/query' },
        $ref: { type: 'string' },
      },
      required: ['query'],
      $defs: { query: { type: 'string' } },
    }
    const made = await create('github', list(tool('search_repositories', { inputSchema })))
    const one = { gatewayIdentifier: gateway.gatewayId, targetId: made.targetId }
    expect((await control().send(new GetGatewayTargetCommand(one))).status).toBe('READY')
    const listed = await rpc(gateway.gatewayUrl ?? '', undefined, 'tools/list')
    expect(listed.result?.tools).toContainEqual({
      ...tool('search_repositories', { inputSchema }),
      name: 'github___search_repositories',
    })
  })

  test('of just under 1 MB is taken although its quotes are escaped on the wire', async () => {
    const tools = Array.from({ length: 900 }, (_, at) => tool(`tool_${at}`, { title: '"'.repeat(200) }))
    const payload = list(...tools)
    expect(Buffer.byteLength(payload)).toBeLessThan(1_000_000)
    expect((await create('large', payload)).$metadata.httpStatusCode).toBe(202)
  })

  test('that is refused on update leaves the earlier catalogue serving', async () => {
    const made = await create('kept', list(tool('before')))
    const one = { gatewayIdentifier: gateway.gatewayId, targetId: made.targetId }
    const update = (payload: string) =>
      control().send(new UpdateGatewayTargetCommand({ ...input('kept', payload), ...one }))
    expect(await refusalOf(update(list(tool('a'), tool('a'))))).toMatchObject({ name: 'ValidationException' })
    expect(await toolNames()).toContain('kept___before')
    expect((await update(list(tool('after')))).$metadata.httpStatusCode).toBe(202)
    expect(await toolNames()).toContain('kept___after')
    expect(await toolNames()).not.toContain('kept___before')
  })

  const toolNames = async () =>
    (await rpc(gateway.gatewayUrl ?? '', undefined, 'tools/list')).result?.tools?.map(({ name }) => name)
})
