import { readFileSync } from 'node:fs'
import {
  GetResourceOauth2TokenCommand,
  GetWorkloadAccessTokenForUserIdCommand,
} from '@aws-sdk/client-bedrock-agentcore'
import {
  CreateGatewayCommand,
  CreateGatewayTargetCommand,
  CreateWorkloadIdentityCommand,
  DeleteGatewayTargetCommand,
  ListGatewaysCommand,
} from '@aws-sdk/client-bedrock-agentcore-control'
import { request } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPerson } from '../../_support/person.ts'
import { eventually } from '../../_support/postern.ts'
import { databases } from '../../_support/process-databases.ts'
import { appReturnUrl, complete, consent, roleArn, startStory, type Story } from '../../_support/story.ts'

/** One request on a connection of its own: such connections go to the workers in turn. */
function onOwnConnection(url: string, body?: unknown): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }
    const sent = request(url, { agent: false, method: body ? 'POST' : 'GET', headers }, (answer) => {
      let text = ''
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }))
    })
    sent.once('error', reject)
    sent.end(body ? JSON.stringify(body) : undefined)
  })
}

/** Processes that the front door's first process started, the console left out. */
function workersOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number)
  return children.filter((child) => readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('main.mjs'))
}

const oneTool = JSON.stringify({
  tools: [{ name: 'look', description: 'Looks.', inputSchema: { type: 'object', properties: {} } }],
})

databases('WORKERS=2', (env) => {
  let story: Story
  beforeAll(async () => {
    story = await startStory({ ...(await env()), WORKERS: '2' })
  })
  afterAll(() => story?.stop())

  const createOpenGateway = (name: string, abortSignal?: AbortSignal) =>
    story.postern.clients.control.send(
      new CreateGatewayCommand({ name, roleArn, protocolType: 'MCP', authorizerType: 'NONE' }),
      { abortSignal },
    )

  test('two workers serve, and readiness came with the last of them', () => {
    expect(workersOf(story.postern.pid())).toHaveLength(2)
  })

  test('a change that was answered is met at once, whichever worker is asked', async () => {
    const { gatewayId: gatewayIdentifier, gatewayUrl = '' } = await createOpenGateway('changing')
    const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' }
    const seen = async () =>
      (await Promise.all([1, 2, 3, 4].map(() => onOwnConnection(gatewayUrl, list)))).map(({ text }) =>
        text.includes('look'),
      )
    expect(await seen()).toEqual([false, false, false, false])
    for (let round = 0; round < 5; round++) {
      const mcpServer = { mcpToolSchema: { inlinePayload: oneTool }, endpoint: story.mcp.url }
      const { targetId } = await story.postern.clients.control.send(
        new CreateGatewayTargetCommand({
          gatewayIdentifier,
          name: `round${round}`,
          targetConfiguration: { mcp: { mcpServer } },
        }),
      )
      expect(await seen()).toEqual([true, true, true, true])
      await story.postern.clients.control.send(new DeleteGatewayTargetCommand({ gatewayIdentifier, targetId }))
      expect(await seen()).toEqual([false, false, false, false])
    }
  })

  test('a code is exchanged once, however many completions reach both workers side by side (I5, SB-7)', async () => {
    const { control, data } = story.postern.clients
    await control.send(
      new CreateWorkloadIdentityCommand({ name: 'racer', allowedResourceOauth2ReturnUrls: [appReturnUrl] }),
    )
    const person = createPerson()
    const before = story.server.ledger.of('exchange').length
    for (let session = 0; session < 10; session++) {
      const userId = `racer-${session}`
      const { workloadAccessToken } = await data.send(
        new GetWorkloadAccessTokenForUserIdCommand({ workloadName: 'racer', userId }),
      )
      const asked = await data.send(
        new GetResourceOauth2TokenCommand({
          workloadIdentityToken: workloadAccessToken,
          resourceCredentialProviderName: 'notes',
          scopes: ['notes:read'],
          oauth2Flow: 'USER_FEDERATION',
          resourceOauth2ReturnUrl: appReturnUrl,
          resources: [story.mcp.url],
        }),
      )
      const { sessionUri } = await consent(asked.authorizationUrl ?? '', 'alice', { person })
      await Promise.all(Array.from({ length: 30 }, () => complete(story, { userId }, sessionUri)))
    }
    expect(story.server.ledger.of('exchange').length - before).toBe(10)
    expect([...story.server.ledger.exchangesPerCode().values()].every((count) => count === 1)).toBe(true)
  })

  test('metrics are those of both', async () => {
    const { status, text } = await onOwnConnection(`${story.postern.publicUrl}/metrics`)
    expect(status).toBe(200)
    expect(text).toContain('postern_call_log_waiting 0')
    expect(text).toContain('nodejs_eventloop_lag_p99_seconds')
  })

  test('a worker that is killed takes nothing acknowledged with it, and another one takes its place (I4, F-52)', async () => {
    const [first = 0] = workersOf(story.postern.pid())
    const made: string[] = []
    await Promise.allSettled(
      Array.from({ length: 30 }, async (_, n) => {
        // A connection that was being handed to the worker when it died stays open and unanswered: Node's cluster forgets it.
        const { name = '' } = await createOpenGateway(`crash${n}`, AbortSignal.timeout(15_000))
        made.push(name)
        if (made.length === 10) process.kill(first, 'SIGKILL')
      }),
    )
    const others = await eventually(
      () => Promise.resolve(workersOf(story.postern.pid())),
      (workers) => workers.length === 2 && !workers.includes(first),
    )
    expect(others).toHaveLength(2)
    const { items = [] } = await story.postern.clients.control.send(new ListGatewaysCommand({ maxResults: 1000 }))
    expect(items.map((item) => item.name)).toEqual(expect.arrayContaining(made))
    expect((await onOwnConnection(`${story.postern.publicUrl}/readyz`)).status).toBe(200)
    expect((await onOwnConnection(`${story.postern.publicUrl}/sign-in`)).status).toBe(200)
  })
})
