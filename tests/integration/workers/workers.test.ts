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
import { once } from 'node:events'
import { request } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { callOf } from '../../_support/dataplane/live-gateway.ts'
import { createUpstream, event, json, resultOf, sessionServer, sse } from '../../_support/dataplane/mcp-upstream.ts'
import { modernRequest } from '../../_support/dataplane/modern.ts'
import { attach, createOpenGateway as createRelayingGateway } from '../../_support/open-gateway.ts'
import { createPerson } from '../../_support/person.ts'
import { eventually } from '../../_support/postern.ts'
import { databases } from '../../_support/process-databases.ts'
import { appReturnUrl, complete, consent, roleArn, startStory, type Story } from '../../_support/story.ts'

const oneTool = JSON.stringify({
  tools: [{ name: 'look', description: 'Looks.', inputSchema: { type: 'object', properties: {} } }],
})

/** One request on a connection of its own: such connections go to the workers in turn. */
const onOwnConnection = async (url: string, body?: unknown, more: object = {}, method?: string) => {
  const answer = await openConnection(url, body, more, method)
  return { status: answer.status, text: await answer.text, session: answer.session }
}

/** The same where the answer is read while it comes: `until` gives the first match in it. */
function openConnection(url: string, body?: unknown, more: object = {}, method = body ? 'POST' : 'GET') {
  interface Opened {
    status: number
    session: { 'mcp-session-id': string }
    text: Promise<string>
    until(pattern: RegExp): Promise<string>
  }
  return new Promise<Opened>((resolve, reject) => {
    const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...more }
    const sent = request(url, { agent: false, method, headers }, (answer) => {
      let text = ''
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()))
      const whole = new Promise<string>((done) => answer.once('close', () => done(text)))
      resolve({
        status: answer.statusCode ?? 0,
        session: { 'mcp-session-id': String(answer.headers['mcp-session-id']) },
        text: whole,
        async until(pattern) {
          for (;;) {
            const found = pattern.exec(text)?.[1]
            if (found !== undefined) return found
            if (answer.closed) throw new Error(`the answer ended with ${text}`)
            await Promise.race([once(answer, 'data'), whole])
          }
        },
      })
    })
    sent.once('error', reject)
    sent.end(body ? JSON.stringify(body) : undefined)
  })
}

/** A server of the older era that asks its caller in the middle of each call, and gives back what it was told. */
async function startAskingServer() {
  const waiting = new Map<unknown, (answer: unknown) => void>()
  const { handler } = sessionServer(
    ({ message: { id, method, params } }, res) => {
      if (method === 'tools/list') return json(res, { jsonrpc: '2.0', id, result: JSON.parse(oneTool) })
      if (method !== 'tools/call')
        return json(res, { jsonrpc: '2.0', id, result: { resources: [], resourceTemplates: [] } })
      const question = `q${waiting.size}`
      waiting.set(question, (answer) => res.end(event(resultOf(id, JSON.stringify(answer)))))
      sse(res).write(
        event({ jsonrpc: '2.0', id: question, method: 'elicitation/create', params: { ...ask, ...params } }),
      )
    },
    (_, res) => void sse(res).flushHeaders(),
  )
  return createUpstream((received, res, req) => {
    const { id, method, result } = received.message
    if (received.method === 'POST' && method === undefined) waiting.get(id)?.(result)
    return handler(received, res, req)
  })
}
const ask = { message: 'Go on?', requestedSchema: { type: 'object', properties: {} } }
const capabilities = { elicitation: { form: {} } }
const initialize = {
  jsonrpc: '2.0',
  id: 0,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities, clientInfo: { name: 'test', version: '1' } },
}
const yes = { action: 'accept', content: {} }

/** Processes that the front door's first process started, the console left out. */
function workersOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number)
  return children.filter((child) => readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('main.mjs'))
}

databases('WORKERS=2', (env) => {
  let story: Story
  beforeAll(async () => {
    story = await startStory({ ...(await env()), WORKERS: '2' })
  })
  const closing: (() => Promise<void>)[] = []
  afterAll(async () => {
    await story?.stop()
    for (const close of closing) await close()
  })

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

  const startAsking = async (name: string) => {
    const server = await startAskingServer()
    closing.push(server.close)
    const { gatewayId, gatewayUrl } = await createRelayingGateway(story.postern, name)
    await attach(story.postern, gatewayId, { name: 'asking', endpoint: server.endpoint })
    return { server, gatewayUrl }
  }

  test('a session is one in both: its calls, its stream of news, the answers to its questions and its end', async () => {
    const { server, gatewayUrl } = await startAsking('one-session')
    const { session } = await onOwnConnection(gatewayUrl, initialize)
    const news = await openConnection(gatewayUrl, undefined, session)
    expect(news.status).toBe(200)
    for (const id of [1, 2, 3, 4]) {
      const call = await openConnection(gatewayUrl, { ...callOf('asking___look'), id }, session)
      const answer = { jsonrpc: '2.0', id: await call.until(/"id":"(ask-[^"]+)"/), result: yes }
      expect((await onOwnConnection(gatewayUrl, answer, session)).status).toBe(202)
      expect(await call.text).toContain('accept')
    }
    const opened = server.received.filter(({ message }) => message.params?.['capabilities'] !== undefined)
    const forClient = opened.filter(({ message }) => JSON.stringify(message.params).includes('elicitation'))
    expect(forClient).toHaveLength(1)
    const metrics = await Promise.all([1, 2].map(() => onOwnConnection(`${story.postern.publicUrl}/metrics`)))
    for (const { text } of metrics) expect(text).toMatch(/^postern_news_listeners 1$/m)
    expect((await onOwnConnection(gatewayUrl, undefined, session, 'DELETE')).status).toBe(204)
    await news.text
    for (let count = 0; count < 4; count++)
      expect((await onOwnConnection(gatewayUrl, { ...callOf('asking___look') }, session)).status).toBe(404)
  })

  test('a parked question is answered whichever worker its client comes back to', async () => {
    const { gatewayUrl } = await startAsking('parking')
    for (let round = 0; round < 4; round++) {
      const send = async (more: object = {}) => {
        const { body, headers } = modernRequest(
          'tools/call',
          { name: 'asking___look', arguments: {}, ...more },
          capabilities,
        )
        return JSON.parse((await onOwnConnection(gatewayUrl, body, { ...headers, accept: 'application/json' })).text)
      }
      const { result } = await send()
      expect(result.resultType).toBe('input_required')
      const [key = ''] = Object.keys(result.inputRequests)
      const answered = await send({ requestState: result.requestState, inputResponses: { [key]: yes } })
      expect(answered.result.content[0].text).toContain('accept')
    }
  })

  test('metrics are those of both', async () => {
    const { status, text } = await onOwnConnection(`${story.postern.publicUrl}/metrics`)
    expect(status).toBe(200)
    expect(text).toMatch(/^postern_call_log_waiting \d+$/m)
    expect(text).toContain('nodejs_eventloop_lag_p99_seconds')
    expect(text).toMatch(/^postern_upstream_connections\{state="idle"\} \d+$/m)
  })

  test('a worker that is killed takes nothing acknowledged with it, and another one takes its place (I4, F-52)', async () => {
    const [first = 0] = workersOf(story.postern.pid())
    const made: string[] = []
    const { gatewayUrl } = await createRelayingGateway(story.postern, 'ending')
    const ended = await Promise.all(
      [1, 2, 3, 4].map(async () => {
        const { session } = await onOwnConnection(gatewayUrl, initialize)
        expect((await onOwnConnection(gatewayUrl, undefined, session, 'DELETE')).status).toBe(204)
        return session
      }),
    )
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
    // Sessions that were ended are over everywhere, in the new worker too, whoever had ended them.
    for (const session of ended)
      for (let count = 0; count < 2; count++)
        expect((await onOwnConnection(gatewayUrl, { ...initialize, method: 'ping' }, session)).status).toBe(404)
  })
})
