import { describe, expect, test } from 'vitest'
import { capabilitiesOf } from '../../../lib/dataplane/catalogue/capabilities.ts'
import { digestsOf } from '../../../lib/dataplane/catalogue/digests.ts'
import { listedResources, resourceOwners } from '../../../lib/dataplane/catalogue/resources.ts'
import { servingTarget, type ServingTarget } from '../../_support/dataplane/rooms.ts'

const target = (name: string, uris: string[], more: Partial<ServingTarget> = {}) =>
  servingTarget(name, 'https://mcp.example.com/mcp', [], {
    resources: uris.map((uri) => ({ uri, json: JSON.stringify({ uri, name: `${uri} of ${name}` }) })),
    server: { capabilities: { resources: {} }, cache: {} },
    ...more,
  })
const template = (uriTemplate: string) => ({ uriTemplate, json: JSON.stringify({ uriTemplate, name: 't' }) })

describe('resources of several targets', () => {
  const [a, b] = [target('a', ['x:1', 'x:2']), target('b', ['x:2', 'x:3'], { resourcePriority: 5 })]

  test('AC f.1 an address that two have is listed once, for the target with the lowest resourcePriority', () => {
    expect(listedResources([a, b], 'resources').map(({ json }) => (JSON.parse(json) as { name: string }).name)).toEqual(
      [...['x:1 of a', 'x:2 of b', 'x:3 of b']],
    )
    expect(resourceOwners([a, b])('x:2')?.name).toBe('b')
    expect(resourceOwners([a, b])('x:1')?.name).toBe('a')
  })

  test('of equal priorities the first target answers', () => {
    expect(resourceOwners([a, { ...b, resourcePriority: 1_000 }])('x:2')?.name).toBe('a')
  })

  test('an address that nobody lists goes by template, and then to the only target with resources', () => {
    const c = target('c', [], { templates: [template('x:{id}')] })
    expect(resourceOwners([a, b, c])('x:9')?.name).toBe('c')
    expect(resourceOwners([a, b])('x:9')).toBeUndefined()
    expect(resourceOwners([a, servingTarget('tools', 'https://mcp.example.com', ['t'])])('y:9')?.name).toBe('a')
  })

  test('HT-8 an address longer than 8,192 characters is looked for among the listed ones alone', () => {
    const long = `x:${'y'.repeat(8_191)}`
    const c = target('c', [], { templates: [template('x:{id}')] })
    expect(resourceOwners([c])(long.slice(0, 8_192))?.name).toBe('c')
    expect(resourceOwners([c])(long)).toBeUndefined()
    expect(resourceOwners([target('d', [long])])(long)?.name).toBe('d')
  })

  test('TC-2 what waits for an approval is not reached as an address that nobody lists', () => {
    expect(resourceOwners([target('a', ['x:1'], { withholdsResources: true })])('x:2')).toBeUndefined()
    expect(resourceOwners([target('a', ['x:1'], { withholdsResources: true })])('x:1')?.name).toBe('a')
  })
})

test('capabilities are the union; only a gateway that streams can tell that its lists changed', () => {
  const server = {
    capabilities: { tools: {}, resources: { subscribe: true, listChanged: true }, logging: {} },
    cache: {},
  }
  const targets = [target('a', [], { server }), servingTarget('b', 'https://mcp.example.com', ['t'])]
  expect(capabilitiesOf(targets, false)).toEqual({ tools: {}, resources: { subscribe: true }, logging: {} })
  expect(capabilitiesOf(targets, true)).toEqual({
    tools: { listChanged: true },
    resources: { subscribe: true, listChanged: true },
    logging: {},
  })
  expect(capabilitiesOf([], false)).toEqual({ tools: {} })
})

test('digests follow the definitions, not the number of synchronizations', () => {
  const before = digestsOf([target('a', ['x:1'])], false)
  const same = digestsOf([target('a', ['x:1'], { catalogueVersionId: 'later' })], false)
  expect([same.tools, same.prompts, same.resources]).toEqual([before.tools, before.prompts, before.resources])
  const other = digestsOf([target('a', ['x:1', 'x:2'])], false)
  expect(other.resources).not.toBe(before.resources)
  expect([other.tools, other.prompts]).toEqual([before.tools, before.prompts])
})
