import { CreateGatewayTargetCommand } from '@aws-sdk/client-bedrock-agentcore-control'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callTool, complete, consent, linkOf, rpc, startStory, startUrn, targetInput } from '../../_support/story.ts'
import { toolSchema, userToken, type RpcAnswer, type Story } from '../../_support/story.ts'

const refusal = { name: 'AccessDeniedException' }
let story: Story
let alice: string
beforeAll(async () => {
  story = await startStory()
  const tool = { name: 'add_note', description: 'add_note', inputSchema: { type: 'object' } }
  const { tools } = JSON.parse(toolSchema) as { tools: object[] }
  const input = targetInput(story, { name: 'notes', schema: JSON.stringify({ tools: [...tools, tool] }) })
  const [configuration] = input.credentialProviderConfigurations
  if (configuration) configuration.credentialProvider.oauthCredentialProvider.scopes = ['notes:read']
  await story.postern.clients.control.send(new CreateGatewayTargetCommand(input))
  alice = await userToken(story, 'alice')
})
afterAll(() => story.stop())

const addNote = (token = alice) =>
  rpc(story.gateway.gatewayUrl, token, 'tools/call', { name: 'notes___add_note', arguments: { note: 'milk' } })
const whoami = (token = alice) => callTool(story, token, 'notes___whoami')
const textOf = (answer: RpcAnswer) => answer.result?.content?.[0]?.text
const lastAsked = () => {
  const presented = story.server.ledger.of('authorization').at(-1)?.presented
  return new URLSearchParams(presented).get('scope')?.split(' ').sort()
}

describe('step-up with a real authorization server and a real MCP server', () => {
  test('a tool that needs more is asked for once, for both, and what worked before goes on working', async () => {
    const first = await consent(linkOf(await whoami()), 'alice')
    await complete(story, { userToken: alice }, first.sessionUri)
    expect(textOf(await whoami())).toBe('alice')
    const asked = await Promise.all([addNote(), addNote(), addNote()])
    const [link, ...others] = asked.map(linkOf)
    expect(new Set(others)).toEqual(new Set([link]))
    const second = await consent(link ?? '', 'alice')
    expect(lastAsked()).toEqual(['notes:read', 'notes:write', 'offline_access'])
    await complete(story, { userToken: alice }, second.sessionUri)
    expect(textOf(await addNote())).toBe('Kept for alice.')
    expect(textOf(await whoami())).toBe('alice')
  })

  test('V1 V3 SB-6: the link of a step-up completes for nobody else, nor by what was known at its start', async () => {
    const bob = await userToken(story, 'bob')
    const plain = await consent(linkOf(await whoami(bob)), 'bob')
    await complete(story, { userToken: bob }, plain.sessionUri)
    const exchanges = () => story.server.ledger.of('exchange').length
    const before = exchanges()
    const first = await consent(linkOf(await addNote(bob)), 'alice')
    await expect(complete(story, { userToken: alice }, first.sessionUri)).rejects.toMatchObject(refusal)
    const link = linkOf(await addNote(bob))
    await consent(link, 'alice')
    await expect(complete(story, { userToken: bob }, startUrn(link))).rejects.toMatchObject(refusal)
    expect(exchanges()).toBe(before)
    expect(textOf(await whoami(bob))).toBe('bob')
    expect(linkOf(await addNote(bob))).not.toBe(link)
  })

  test('a call made while the person is at the link completes by itself when he has finished', async () => {
    const bob = await userToken(story, 'bob')
    const { sessionUri } = await consent(linkOf(await addNote(bob)), 'bob')
    const waits = addNote(bob)
    await complete(story, { userToken: bob }, sessionUri)
    expect(textOf(await waits)).toBe('Kept for bob.')
  })
})
