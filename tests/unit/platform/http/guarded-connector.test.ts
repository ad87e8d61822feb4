import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Agent, fetch } from 'undici'
import { createUrlPolicy } from '../../../../lib/kernel/url-policy.ts'
import { createEgress } from '../../../../lib/platform/http/index.ts'
import { egressErrorOf } from '../../../../lib/platform/http/egress-error.ts'
import { createGuardedConnector } from '../../../../lib/platform/http/guarded-connector.ts'

let server: Server
let port: number
let seen: string[] = []

beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push(`${request.url} ${request.headers.authorization ?? '-'}`)
    if (request.url === '/bomb') {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(20_000_000)))
    } else if (request.url === '/chain') response.writeHead(200, { 'content-encoding': 'gzip, gzip, gzip' }).end('x')
    else if (request.url === '/redirect') response.writeHead(302, { location: '/done' }).end()
    else if (request.url === '/away') response.writeHead(302, { location: `http://127.0.0.1:${port}/done` }).end()
    else if (request.url !== '/hang') response.end('ok')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const quiet = { warn: () => undefined }
const policy = (isLoopback: boolean) =>
  createUrlPolicy({ isLoopback, egressAllow: [], publicOrigin: 'http://localhost' })
const egress = createEgress({ urlPolicy: policy(true), logger: quiet })
const at = (path: string, host = 'localhost') => `http://${host}:${port}${path}`

async function ruleOf(work: Promise<unknown>): Promise<string | undefined> {
  return work.then(
    () => undefined,
    (error: unknown) => egressErrorOf(error)?.rule,
  )
}

describe('SS-2 the address that is connected to decides', () => {
  const through = (answers: string[][]) => {
    const resolve = () =>
      Promise.resolve((answers.shift() ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 })))
    return new Agent({ connect: createGuardedConnector(policy(false), resolve) })
  }
  test.each([
    ['a private address behind a public name', [['127.0.0.1']]],
    ['one private address among public ones', [['93.184.216.34', '127.0.0.1']]],
    ['no address at all', [[]]],
  ])('%s is refused without a connection', async (_, answers) => {
    seen = []
    const dispatcher = through(answers)
    expect(await ruleOf(fetch(`http://public.example:${port}/`, { dispatcher }))).toBe('address')
    expect(seen).toEqual([])
  })
  test('a literal address needs no lookup and is refused all the same', async () => {
    seen = []
    expect(await ruleOf(fetch(at('/', '127.0.0.1'), { dispatcher: through([]) }))).toBe('address')
    expect(seen).toEqual([])
  })
  test('an allowed name is connected to', async () => {
    expect(await (await egress.fetch(at('/'))).text()).toBe('ok')
  })
})

describe('SS-5 and SS-7 caps', () => {
  test('decompressed bytes are counted', async () => {
    expect(await ruleOf(egress.fetch(at('/bomb'), { maxBytes: 100_000 }).then((r) => r.text()))).toBe('size')
  })
  test('a chain of encodings is refused', async () => {
    expect(await ruleOf(egress.fetch(at('/chain')).then((r) => r.text()))).toBe('encoding')
  })
  test('a server that hangs is given up', async () => {
    expect(await ruleOf(egress.fetch(at('/hang'), { timeoutMs: 50 }))).toBe('time')
  })
  test('redirects are refused unless asked for', async () => {
    expect(await ruleOf(egress.fetch(at('/redirect')))).toBe('redirect')
    expect(await ruleOf(egress.fetch(at('/redirect'), { method: 'POST', redirects: 2 }))).toBe('redirect')
    expect(await (await egress.fetch(at('/redirect'), { redirects: 1 })).text()).toBe('ok')
  })
  test('OC-18 credentials do not follow a redirect to another origin', async () => {
    seen = []
    await (await egress.fetch(at('/away'), { redirects: 1, headers: { authorization: 'Bearer x' } })).text()
    expect(seen).toEqual(['/away Bearer x', '/done -'])
  })
  test('SS-8 what the caller reads names the rule and no address', async () => {
    const strictEgress = createEgress({ urlPolicy: policy(false), logger: quiet })
    const error = await strictEgress.fetch(`https://10.0.0.8:${port}/`).catch((e: unknown) => e as Error)
    expect(String(error)).toMatch(/may not be called/)
    await strictEgress.close()
  })
})
