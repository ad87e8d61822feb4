import { expect, test } from 'vitest'
import { bareNames, definitionOf, gatewayNames } from '../../../lib/dataplane/catalogue/naming.ts'
import { clientToolName } from '../../../lib/targets/index.ts'
import { servingTarget } from '../../_support/dataplane/rooms.ts'

const at = 'https://mcp.example.com/mcp'
const definition = `{"title":"Read","name":"read","description":"Reads \\"a\\" note 🦊","inputSchema":{"type":"object","properties":{"2":{"maximum":1.0},"1":{"maximum":1e3}}},"_meta":{"name":"x"}}`

test('mcp.md 1.4 a tool keeps every member as its author wrote it; only its name gets the target in front', () => {
  const target = { ...servingTarget('notes', at, []), tools: [{ name: 'read', json: definition }] }
  expect(gatewayNames([target], 'tools').map(definitionOf)).toEqual([
    definition.replace('"name":"read"', '"name":"notes___read"'),
  ])
  expect(bareNames([target], 'tools', []).items.map(definitionOf)).toEqual([definition])
})

test('names of up to 64 characters stay; longer ones become 64 characters that tell them apart', () => {
  const longest = `notes___${'a'.repeat(56)}`
  expect(clientToolName(longest)).toBe(longest)
  const short = [`${longest}x`, `${longest}y`].map(clientToolName)
  expect(short[0]).toBe(clientToolName(`${longest}x`))
  expect(new Set(short).size).toBe(2)
  for (const name of short) expect(name).toMatch(/^notes___a{43}_[0-9a-f]{12}$/)
})

test('a short name that a tool has already is not given to another', () => {
  const tool = 'b'.repeat(100)
  const taken = clientToolName(`notes___${tool}`).slice('notes___'.length)
  const names = gatewayNames([servingTarget('notes', at, [tool, taken])], 'tools').map(({ name }) => name)
  expect(names).toEqual([`notes___${tool}`, `notes___${taken}`])
})

test('bare names: what several targets have, or we ourselves, is told with its owners', () => {
  const { collisions } = bareNames(
    [servingTarget('a', at, ['read', 'own']), servingTarget('b', at, ['read', 'search'])],
    'tools',
    ['search'],
  )
  expect(collisions).toEqual([
    { name: 'search', targets: ['Postern itself', 'b'] },
    { name: 'read', targets: ['a', 'b'] },
  ])
})

test('prompts are named like tools, and a tool of the same name is none of their collisions', () => {
  const prompt = (name: string) => ({ name, json: JSON.stringify({ name, arguments: [{ name: 'a' }] }) })
  const [a, b] = [servingTarget('a', at, ['read'], { prompts: [prompt('write')] }), servingTarget('b', at, ['write'])]
  expect(gatewayNames([a, b], 'prompts').map(definitionOf)).toEqual(['{"name":"a___write","arguments":[{"name":"a"}]}'])
  expect(bareNames([a, b], 'prompts', []).collisions).toEqual([])
  const both = [a, servingTarget('c', at, [], { prompts: [prompt('write')] })]
  expect(bareNames(both, 'prompts', []).collisions).toEqual([{ name: 'write', targets: ['a', 'c'] }])
  const long = servingTarget('notes', at, [], { prompts: [prompt('p'.repeat(90))] })
  expect(gatewayNames([long], 'prompts')[0]?.name).toHaveLength(64)
})
