import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { createArns, createGateways } from '../../../lib/gateways/index.ts'
import type { Actor } from '../../../lib/kernel/principals.ts'
import { Secret } from '../../../lib/kernel/secret.ts'
import { createUrlPolicy } from '../../../lib/kernel/url-policy.ts'
import { prismaGatewayStore } from '../../../lib/persistence/prisma-gateway-store.ts'
import { prismaTargetStore } from '../../../lib/persistence/prisma-target-store.ts'
import { createChangeBus } from '../../../lib/platform/changes.ts'
import { openDatabase } from '../../../lib/platform/db/index.ts'
import { createEgress } from '../../../lib/platform/http/index.ts'
import { newId } from '../../../lib/platform/random.ts'
import {
  createTargets,
  createTargetsOf,
  type SyncPurpose,
  type SyncSessions,
  type TargetRecord,
} from '../../../lib/targets/index.ts'
import { freshSqlite, silent } from '../../_support/databases.ts'

export const admin: Actor = { kind: 'console', userId: 'u', email: 'admin@example.com', role: 'admin', sessionId: 's' }
export const script: Actor = { kind: 'iam', accessKeyId: 'AKIA', arn: 'arn:aws:iam::000000000000:user/script' }
export const providerArn =
  'arn:aws:bedrock-agentcore:us-east-1:000000000000:token-vault/default/oauth2credentialprovider/kit'
const publicOrigin = 'http://localhost:3000'

/** Sessions that wait for the test to grant or end them. */
function fakeSessions() {
  const pending = new Map<string, { sessionId: string; authorizationUrl: string }>()
  const started: (Parameters<SyncSessions['startSync']>[0] & { sessionId: string })[] = []
  const sessions: SyncSessions = {
    async startSync(request) {
      const sessionId = newId()
      const authorizationUrl = `${publicOrigin}/api/identities/oauth2/authorize?request_uri=${sessionId}`
      pending.set(request.purpose.targetId, { sessionId, authorizationUrl })
      started.push({ ...request, sessionId })
      return { sessionId, authorizationUrl, expiresAt: Date.now() + 600_000 }
    },
    async cancelForTarget(targetId) {
      pending.delete(targetId)
    },
    pendingForTarget: async (targetId) => pending.get(targetId),
  }
  return { sessions, started, pending }
}

/** Gateways and targets on a fresh SQLite file, with real outgoing requests and sessions played by the test. */
export async function startRooms(options: { syncCapMs?: number; faultPoint?: (name: string) => Promise<void> } = {}) {
  const { source, drop } = await freshSqlite()
  const db = await openDatabase(source, silent)
  const urlPolicy = createUrlPolicy({ isLoopback: true, egressAllow: [], publicOrigin })
  const egress = createEgress({ urlPolicy, logger: silent })
  const changes = createChangeBus()
  const time = { skewMs: 0 }
  const clock = { now: () => Date.now() + time.skewMs }
  const arns = createArns({ region: 'us-east-1', account: '000000000000' })
  const store = prismaTargetStore(db)
  const fake = fakeSessions()
  const gateways = createGateways({
    ...{
      store: prismaGatewayStore(db),
      targetsOf: createTargetsOf(store),
      urlPolicy,
      changes,
      clock,
      arns,
      publicOrigin,
    },
    builtInDiscoveryUrl: `${publicOrigin}/oauth/.well-known/openid-configuration`,
    issuers: { inspectIssuer: async () => undefined },
    knowsSignInProvider: async () => false,
    workloads: { ensureForGateway: async () => undefined, removeForGateway: async () => undefined },
  })
  const targets = createTargets({
    ...{
      store,
      gateways,
      sessions: fake.sessions,
      egress,
      urlPolicy,
      changes,
      clock,
      logger: silent,
      arns,
      publicOrigin,
    },
    providers: { findByArn: async (arn) => (arn === providerArn ? { name: 'kit' } : undefined) },
    ...options,
  })
  onTestFinished(async () => {
    await targets.stop()
    await egress.close()
    await db[Symbol.asyncDispose]()
    await drop()
  })
  const gateway = await gateways.create(admin, {
    name: 'g',
    roleArn: 'arn:aws:iam::000000000000:role/g',
    authorizerType: 'CUSTOM_JWT',
    authorizerConfiguration: {
      customJWTAuthorizer: {
        discoveryUrl: 'http://localhost:9/.well-known/openid-configuration',
        allowedClients: ['client'],
      },
    },
  })
  const purposeOf = (target: TargetRecord): SyncPurpose => ({
    ...{ kind: 'sync', gatewayId: gateway.id, gatewayName: gateway.name, targetId: target.id, targetName: target.name },
  })
  return {
    ...{ db, store, gateways, targets, gateway, time },
    ...fake,
    purposeOf,
    /** The target once nothing is under way for it in the background. */
    async settled(target: TargetRecord): Promise<TargetRecord> {
      await targets.stop()
      return targets.get(gateway.id, target.id)
    },
    /** Completes the consent that the target waits for; the promise tells when the token was given back. */
    grant(target: TargetRecord, token = 'token') {
      const sessionId = fake.pending.get(target.id)?.sessionId ?? 'none'
      fake.pending.delete(target.id)
      return new Promise<void>((done, failed) => {
        const grant = { sessionId, accessToken: new Secret(token), done: async () => done() }
        targets.grantArrived(purposeOf(target), grant).catch(failed)
      })
    },
  }
}

export type Rooms = Awaited<ReturnType<typeof startRooms>>

export const upTo = (endpoint: string, name = 't') => ({
  name,
  targetConfiguration: { mcp: { mcpServer: { endpoint } } },
})

export const withConsent = (endpoint: string, name = 't') => ({
  ...upTo(endpoint, name),
  credentialProviderConfigurations: [
    {
      credentialProviderType: 'OAUTH' as const,
      credentialProvider: {
        oauthCredentialProvider: { providerArn, scopes: ['notes:read'], grantType: 'AUTHORIZATION_CODE' as const },
      },
    },
  ],
})

export const withSchema = (endpoint: string, payload: string, name = 't') => ({
  name,
  targetConfiguration: { mcp: { mcpServer: { endpoint, mcpToolSchema: { inlinePayload: payload } } } },
})

/** A server on loopback that answers as told; it is closed after the test, with whatever hangs on it. */
export async function listen(answer: (request: IncomingMessage, response: ServerResponse) => unknown): Promise<string> {
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`
}

interface RpcRequest {
  id?: number
  method: string
  params?: { cursor?: string }
}

/** An MCP server that shakes hands properly and lists tools as told; a string is sent as it is, undefined never answered. */
export function mcpListing(
  list: (cursor: string | undefined, request: IncomingMessage) => object | string | undefined,
  discoverStatus: number | 'silence' = 404,
): Promise<string> {
  return listen(async (request, response) => {
    if (request.method !== 'POST') return void response.writeHead(405).end()
    let text = ''
    for await (const chunk of request) text += String(chunk)
    const rpc = JSON.parse(text) as RpcRequest
    if (rpc.id === undefined) return void response.writeHead(202).end()
    const serverInfo = { name: 'hostile', version: '1' }
    if (rpc.method === 'server/discover')
      return discoverStatus === 'silence' ? undefined : void response.writeHead(discoverStatus).end()
    const answer =
      rpc.method === 'initialize'
        ? { result: { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo } }
        : list(rpc.params?.cursor, request)
    if (answer === undefined) return
    const body = typeof answer === 'string' ? answer : JSON.stringify({ jsonrpc: '2.0', id: rpc.id, ...answer })
    response.writeHead(200, { 'content-type': 'application/json' }).end(body)
  })
}

export const tool = (name: string, more: object = {}) => ({ name, inputSchema: { type: 'object' }, ...more })
