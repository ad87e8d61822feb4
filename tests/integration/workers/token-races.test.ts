import { createHash, randomBytes } from 'node:crypto'
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allowClient, builtInGateway } from '../../_support/built-in-sign-in.ts'
import { createPerson } from '../../_support/person.ts'
import { startPostern, type RunningPostern } from '../../_support/postern.ts'
import { startPostgres, type PostgresServer } from '../../_support/postgres-server.ts'

const redirectUri = 'http://localhost:1/signed-in'
const rounds = 5

interface TokenAnswer {
  status: number
  access_token?: string
  refresh_token?: string
  error?: string
}

/** A form on a connection of its own: such connections go to the processes of one node in turn. */
function postForm(url: string, fields: Record<string, string>): Promise<TokenAnswer> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const sent = request(url, { agent: false, method: 'POST', headers }, (answer) => {
      let text = ''
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()))
      answer.on('end', () => resolve({ ...(JSON.parse(text) as object), status: answer.statusCode ?? 0 }))
    })
    sent.once('error', reject)
    sent.end(new URLSearchParams(fields).toString())
  })
}

/** The promises of one authorization server that several processes are. `doors` are the addresses of its nodes. */
function races(title: string, start: () => Promise<{ first: RunningPostern; doors: string[]; stop(): Promise<void> }>) {
  describe(title, () => {
    let running: Awaited<ReturnType<typeof start>> | undefined
    let clientId: string
    let gatewayUrl: string
    const open = () => {
      if (running === undefined) throw new Error('It runs within tests and hooks only.')
      return running
    }
    beforeAll(async () => {
      running = await start()
      const { first } = running
      gatewayUrl = (await builtInGateway({ postern: first }, 'raced')).gatewayUrl
      const registered = await fetch(`${first.publicUrl}/oauth/register`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          client_name: 'Racer',
          redirect_uris: [redirectUri],
          grant_types: ['authorization_code', 'refresh_token'],
          token_endpoint_auth_method: 'none',
        }),
      })
      clientId = ((await registered.json()) as { client_id: string }).client_id
    })
    afterAll(() => running?.stop())

    const eight = (fields: Record<string, string>): Promise<TokenAnswer[]> =>
      Promise.all(
        Array.from({ length: 8 }, (_, index) => {
          const { doors } = open()
          return postForm(`${doors[index % doors.length]}/oauth/token`, { client_id: clientId, ...fields })
        }),
      )
    const person = createPerson()

    async function allowedExchange(): Promise<Record<string, string>> {
      const { first } = open()
      const verifier = randomBytes(32).toString('base64url')
      const query = new URLSearchParams({
        response_type: 'code',
        client_id: clientId,
        redirect_uri: redirectUri,
        resource: gatewayUrl,
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
      })
      const atClient = (url: URL) => url.href.startsWith(redirectUri)
      const { end } = await allowClient(person, `${first.publicUrl}/oauth/authorize?${query}`, first.admin, atClient)
      const code = end.url.searchParams.get('code') ?? ''
      expect(code).not.toBe('')
      return { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier }
    }

    test('AS-3 of eight exchanges of one code exactly one succeeds', async () => {
      for (let round = 0; round < rounds; round++) {
        const answers = await eight(await allowedExchange())
        expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(7).fill(400)])
        expect(new Set(answers.map(({ error }) => error))).toEqual(new Set([undefined, 'invalid_grant']))
      }
    })

    test('AS-4 eight uses of one refresh token make one successor, which goes on', async () => {
      const fields = await allowedExchange()
      let token = (await postForm(`${open().first.publicUrl}/oauth/token`, { client_id: clientId, ...fields }))
        .refresh_token
      for (let round = 0; round < rounds; round++) {
        const answers = await eight({ grant_type: 'refresh_token', refresh_token: token ?? '' })
        expect(answers.map(({ status }) => status)).toEqual(Array<number>(8).fill(200))
        const successors = new Set(answers.map(({ refresh_token }) => refresh_token))
        expect(successors.size).toBe(1)
        expect(successors).not.toContain(token)
        ;[token] = successors
      }
    })
  })
}

races('two processes on one SQLite file', async () => {
  const first = await startPostern({ WORKERS: '2' })
  return { first, doors: [first.publicUrl], stop: () => first.stop() }
})

races('two nodes on one PostgreSQL', async () => {
  const postgres: PostgresServer = await startPostgres()
  const shared = { DATABASE_URL: postgres.url, MASTER_KEY: randomBytes(32).toString('base64') }
  const first = await startPostern(shared)
  const second = await startPostern({ ...shared, PUBLIC_URL: first.publicUrl })
  return {
    first,
    doors: [first.publicUrl, second.publicUrl],
    async stop() {
      await second.stop()
      await first.stop()
      await postgres.stop()
    },
  }
})
