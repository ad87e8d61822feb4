import {
  CreateGatewayCommand,
  CreateGatewayTargetCommand,
  GetGatewayTargetCommand,
} from '@aws-sdk/client-bedrock-agentcore-control'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startPostern, type RunningPostern } from '../../_support/postern.ts'
import { roleArn, rpc } from '../../_support/story.ts'

const targets = 10
const toolsEach = 1_000

let postern: RunningPostern
beforeAll(async () => {
  postern = await startPostern()
})
afterAll(() => postern?.stop())

const toolSchema = (target: number): string => {
  const tools = Array.from({ length: toolsEach }, (_, at) => ({
    name: `t${target}_tool_${at}`,
    description: 'Searches issues and comments with a query language; filters, sorts and pages. '.repeat(6),
    inputSchema: { type: 'object', properties: { q: { type: 'string' }, page: { type: 'integer' } }, required: ['q'] },
  }))
  return JSON.stringify({ tools })
}

test('ten targets without credentials, each of 1,000 tools and about 620 kB upfront, are listed in one answer', async () => {
  const { control } = postern.clients
  const gateway = await control.send(
    new CreateGatewayCommand({
      name: 'large',
      roleArn,
      authorizerType: 'NONE',
      protocolConfiguration: { mcp: { disableMcpListToolsPagination: true } as object },
    }),
  )
  for (let target = 0; target < targets; target++) {
    const inlinePayload = toolSchema(target)
    expect(Buffer.byteLength(inlinePayload)).toBeGreaterThan(600_000)
    const made = await control.send(
      new CreateGatewayTargetCommand({
        gatewayIdentifier: gateway.gatewayId,
        name: `target-${target}`,
        targetConfiguration: {
          mcp: { mcpServer: { endpoint: 'https://mcp.example.com/mcp', mcpToolSchema: { inlinePayload } } },
        },
      }),
    )
    const one = { gatewayIdentifier: gateway.gatewayId, targetId: made.targetId }
    expect((await control.send(new GetGatewayTargetCommand(one))).status).toBe('READY')
  }

  const names = async (address: string) =>
    ((await rpc(address, undefined, 'tools/list')).result?.tools ?? []).map(({ name }) => name)
  const url = gateway.gatewayUrl ?? ''
  const listed = await names(url)
  expect(listed).toHaveLength(targets * toolsEach)
  expect(listed).toContain('target-9___t9_tool_999')
  expect(await names(`${url}?names=bare`)).toEqual(listed.map((name) => name.replace(/^target-\d___/, '')))
})
