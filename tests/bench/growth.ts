import { callTool, complete, consent, createTarget, linkOf } from '../_support/story.ts'
import { median } from './figures.ts'
import { runLoad, type Load } from './load.ts'
import { cpuTime } from './machine.ts'
import type { Series } from './plot.ts'
import { addTarget, callBody, callHeaders, createGateway, toolSchema, type Stage } from './stage.ts'

const rounds = 5
const plan = { connections: 32, milliseconds: 1_000, headers: callHeaders }

/** What a call costs as the installation grows, one thing at a time: five points each, medians of five rounds. */
export async function growth(stage: Stage): Promise<Series[]> {
  return [await gateways(stage), await targets(stage), await tools(stage), await users(stage), await connections(stage)]
}

async function cost(stage: Stage, load: Pick<Load, 'url' | 'body' | 'tokens'>): Promise<number> {
  const pid = stage.story.postern.pid()
  const costs: number[] = []
  await runLoad({ ...plan, ...load })
  for (let round = 0; round < rounds; round++) {
    const before = cpuTime(pid) ?? Number.NaN
    const { calls } = await runLoad({ ...plan, ...load })
    costs.push(((cpuTime(pid) ?? Number.NaN) - before) / calls)
  }
  return median(costs)
}

const series = (x: string, points: [number, number][]): Series => ({
  title: `Cost of a call by number of ${x}`,
  x,
  y: 'CPU µs per call',
  points,
})

const endpointOf = ({ upstream }: Stage): string => `http://localhost:${upstream.port}/mcp`
const inTurn = async (count: number, work: (at: number) => Promise<unknown>): Promise<void> => {
  for (let at = 0; at < count; at++) await work(at)
}

async function gateways(stage: Stage): Promise<Series> {
  const points: [number, number][] = []
  let made = 3
  for (const count of [3, 10, 50, 200, 500]) {
    await inTurn(count - made, () => createGateway(stage.story, `g-${made++}`, { authorizerType: 'NONE' }))
    points.push([count, await cost(stage, { url: stage.open, body: callBody('bench___small') })])
  }
  return series('gateways', points)
}

async function targets(stage: Stage): Promise<Series> {
  const points: [number, number][] = []
  const { gatewayId, gatewayUrl } = await createGateway(stage.story, 'many-targets', { authorizerType: 'NONE' })
  let made = 0
  for (const count of [1, 5, 10, 50, 100]) {
    await inTurn(count - made, () => addTarget(stage.story, gatewayId, `t${made++}`, endpointOf(stage)))
    points.push([count, await cost(stage, { url: gatewayUrl, body: callBody('t0___small') })])
  }
  return series('targets', points)
}

async function tools(stage: Stage): Promise<Series> {
  const points: [number, number][] = []
  for (const count of [10, 100, 500, 1_000, 10_000]) {
    const { gatewayId, gatewayUrl } = await createGateway(stage.story, `tools-${count}`, { authorizerType: 'NONE' })
    const perTarget = 1_000
    for (let first = 0; first < count; first += perTarget) {
      const names = Array.from({ length: Math.min(perTarget, count - first) }, (_, at) => `tool_${first + at}`)
      const definitions = ['small', ...names.slice(1)].map((name) => ({ name, inputSchema: { type: 'object' } }))
      await addTarget(stage.story, gatewayId, `t${first}`, endpointOf(stage), JSON.stringify({ tools: definitions }))
    }
    points.push([count, await cost(stage, { url: gatewayUrl, body: callBody('t0___small') })])
  }
  return series('tools', points)
}

async function users(stage: Stage): Promise<Series> {
  const points: [number, number][] = []
  const exp = Math.floor(Date.now() / 1000) + 7_200
  const signed: string[] = []
  for (const count of [1, 10, 100, 1_000, 5_000]) {
    while (signed.length < count)
      signed.push(await stage.issuer.sign({ aud: 'bench', sub: `user-${signed.length}`, exp }))
    points.push([count, await cost(stage, { url: stage.jwt, body: callBody('bench___small'), tokens: [...signed] })])
  }
  return series('users', points)
}

/** Each connection is a real consent of one more user at the trial kit's server. */
async function connections(stage: Stage): Promise<Series> {
  const { story, issuer } = stage
  const exp = Math.floor(Date.now() / 1000) + 7_200
  const gateway = await createGateway(story, 'connections', {
    authorizerType: 'CUSTOM_JWT',
    authorizerConfiguration: { customJWTAuthorizer: { discoveryUrl: issuer.discoveryUrl, allowedAudience: ['bench'] } },
  })
  const place = { ...story, gateway }
  await createTarget({ ...place, mcp: { ...story.mcp, url: endpointOf(stage) } }, { name: 'bench', schema: toolSchema })
  const points: [number, number][] = []
  const connected: string[] = []
  for (const count of [1, 5, 25, 100, 250]) {
    while (connected.length < count) {
      const userToken = await issuer.sign({ aud: 'bench', sub: `connected-${connected.length}`, exp })
      const { sessionUri } = await consent(linkOf(await callTool(place, userToken, 'bench___small')), 'alice')
      await complete(place, { userToken }, sessionUri)
      connected.push(userToken)
    }
    points.push([
      count,
      await cost(stage, { url: gateway.gatewayUrl, body: callBody('bench___small'), tokens: [...connected] }),
    ])
  }
  return series('connections', points)
}
