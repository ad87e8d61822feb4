import { randomBytes, randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { BedrockAgentCoreClient } from '@aws-sdk/client-bedrock-agentcore'
import { BedrockAgentCoreControlClient } from '@aws-sdk/client-bedrock-agentcore-control'
import { createControl, type ControlDependencies } from '../../lib/control/index.ts'
import { Secret } from '../../lib/kernel/secret.ts'
import { systemClock } from '../../lib/platform/clock.ts'
import { createKeyring } from '../../lib/platform/crypto/keyring.ts'
import { createSigV4Verifier } from '../../lib/policy/index.ts'

export const credentials = {
  accessKeyId: 'AKIDPOSTERN0000001',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
}
export const arn = 'arn:aws:iam::000000000000:user/root'
export const sessionCookie = 'postern-session=live'
export const person = {
  kind: 'console',
  userId: 'u1',
  email: 'admin@example.com',
  role: 'admin',
  sessionId: 's1',
} as const

type RoomNames =
  | 'gateways'
  | 'apiKeys'
  | 'targets'
  | 'identity'
  | 'accounts'
  | 'authzServer'
  | 'signIn'
  | 'calls'
  | 'issuers'
  | 'verifyUserToken'

/** The control API on a port of its own, with the rooms that a test brings. */
export async function startControl(rooms: Partial<Pick<ControlDependencies, RoomNames>>) {
  const logged: unknown[] = []
  const remembered = new Set<string>()
  const server = createServer((req, res) => void control.handle(req, res, randomUUID()))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const publicOrigin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const control = createControl({
    ...(rooms as Pick<ControlDependencies, RoomNames>),
    publicOrigin,
    clock: systemClock,
    changes: { settled: () => Promise.resolve() },
    keyring: createKeyring([{ id: 'k1', key: new Secret(randomBytes(32).toString('base64')) }]),
    logger: { error: (entry: unknown) => void logged.push(entry) },
    internalSecret: new Secret('secret-of-this-start'),
    consoleSession: (req) => Promise.resolve(req.headers.cookie === sessionCookie ? person : undefined),
    verifier: createSigV4Verifier({
      region: 'us-east-1',
      clock: systemClock,
      accessKeys: {
        find: (id) =>
          Promise.resolve(
            id === credentials.accessKeyId ? { secret: new Secret(credentials.secretAccessKey), arn } : undefined,
          ),
      },
    }),
    replayStore: {
      remember: (id) => Promise.resolve(!remembered.has(id) && Boolean(remembered.add(id))),
      purge: () => Promise.resolve(0),
    },
    installation: {
      version: '0.0.0',
      publicUrl: publicOrigin,
      apiEndpoint: `${publicOrigin}/api`,
      builtInDiscoveryUrl: `${publicOrigin}/oauth/.well-known/openid-configuration`,
      region: 'us-east-1',
      account: '000000000000',
      database: 'sqlite',
      insecureLoopback: true,
    },
  })
  const options = { endpoint: `${publicOrigin}/api`, region: 'us-east-1', credentials, maxAttempts: 1 }
  return {
    publicOrigin,
    logged,
    controlClient: new BedrockAgentCoreControlClient(options),
    dataClient: new BedrockAgentCoreClient(options),
    /** As the console's pages call: with the cookie, from our own origin. */
    asPerson: (path: string, init: RequestInit = {}) =>
      fetch(`${publicOrigin}/api${path}`, {
        ...init,
        headers: {
          cookie: sessionCookie,
          'x-postern-console': '1',
          origin: publicOrigin,
          ...(init.body && { 'content-type': 'application/json' }),
          ...(init.headers as Record<string, string>),
        },
      }),
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}
