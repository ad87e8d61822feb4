import { cpus } from 'node:os'
import { CreateGatewayCommand, CreateGatewayTargetCommand } from '@aws-sdk/client-bedrock-agentcore-control'
import { Pool } from 'undici'
import { startPostern, type RunningPostern } from '../_support/postern.ts'
import { realTargets } from '../_support/search-relevance.ts'
import { roleArn } from '../_support/story.ts'
import { cpuTime } from './machine.ts'

const rounds = 5
const connections = 8
const milliseconds = 1_500
const sizes = [50, 1_000, 10_000]
const codings = ['identity', 'gzip', 'br']
/** Real definitions of this many tools stay below the 1 MB of one schema. */
const toolsPerTarget = 500

const say = (line: string): boolean => process.stdout.write(`${line}\n`)
const median = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

interface Row {
  perSecond: number
  bytes: number
  cpuMicroseconds: number | undefined
}

const postern = await startPostern()
try {
  const urls = new Map<number, string>()
  for (const size of sizes) urls.set(size, await gatewayOf(postern, size))
  const rows = new Map<string, Row[]>()
  for (let round = 0; round < rounds; round++)
    for (const [size, url] of urls)
      for (const coding of codings) {
        const name = `${String(size).padStart(6)} ${coding.padEnd(9)}`
        rows.set(name, [...(rows.get(name) ?? []), await load(url, coding, postern.pid())])
      }
  say(
    `tools/list in one answer, ${connections} connections, ${rounds} rounds of ${milliseconds / 1000} s in turn, loopback, no TLS`,
  )
  say(
    `NONE inbound, definitions of real servers repeated. ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}`,
  )
  say(`${new Date().toISOString()}  command: npm run bench:lists\n`)
  say(' tools coding        bytes    req/s median   CPU µs/call median')
  for (const [name, measured] of rows) {
    const cpu = median(measured.map((row) => row.cpuMicroseconds ?? Number.NaN))
    const rate = median(measured.map((row) => row.perSecond))
    say(
      `${name} ${String(measured[0]?.bytes).padStart(9)} ${rate.toFixed(0).padStart(14)} ${cpu.toFixed(0).padStart(20)}`,
    )
  }
} finally {
  await postern.stop()
}

async function gatewayOf({ clients }: RunningPostern, size: number): Promise<string> {
  const made = await clients.control.send(
    new CreateGatewayCommand({
      name: `tools-${size}`,
      roleArn,
      authorizerType: 'NONE',
      protocolConfiguration: { mcp: { disableMcpListToolsPagination: true } as object },
    }),
  )
  const real = realTargets().flatMap(({ tools }) => tools)
  for (let first = 0; first < size; first += toolsPerTarget) {
    const tools = Array.from({ length: Math.min(toolsPerTarget, size - first) }, (_, at) => {
      const definition = JSON.parse(real[at % real.length]?.json ?? '') as { name: string }
      return { ...definition, name: `${definition.name}_${at}` }
    })
    await clients.control.send(
      new CreateGatewayTargetCommand({
        gatewayIdentifier: made.gatewayId,
        name: `target-${first}`,
        targetConfiguration: {
          mcp: {
            mcpServer: {
              endpoint: 'https://mcp.example.com/mcp',
              mcpToolSchema: { inlinePayload: JSON.stringify({ tools }) },
            },
          },
        },
      }),
    )
  }
  return made.gatewayUrl ?? ''
}

/** Closed loop that takes the bytes as they come: what a client spends on decoding is not measured. */
async function load(url: string, coding: string, pid: number | undefined): Promise<Row> {
  const { origin, pathname } = new URL(url)
  const pool = new Pool(origin, { connections, pipelining: 1 })
  const request = async () => {
    const { statusCode, headers, body } = await pool.request({
      path: pathname,
      method: 'POST',
      headers: { 'content-type': 'application/json', 'accept-encoding': coding },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
    })
    const { byteLength } = await body.arrayBuffer()
    if (statusCode !== 200 || (headers['content-encoding'] ?? 'identity') !== coding)
      throw new Error(`${url} answered ${statusCode} in ${String(headers['content-encoding'])}`)
    return byteLength
  }
  const bytes = await request()
  const before = cpuTime(pid)
  const start = performance.now()
  let calls = 0
  await Promise.all(
    Array.from({ length: connections }, async () => {
      for (; performance.now() < start + milliseconds; calls++) await request()
    }),
  )
  const spent = before === undefined ? undefined : (cpuTime(pid) ?? 0) - before
  await pool.close()
  return {
    bytes,
    perSecond: calls / ((performance.now() - start) / 1000),
    cpuMicroseconds: spent === undefined ? undefined : spent / calls,
  }
}
