import { createPageTokens } from '../../../../lib/control/page-tokens.ts'
import type { Rooms } from '../../../../lib/control/index.ts'
import type { Operation } from '../../../../lib/control/operation.ts'
import { parseInput, runOperation } from '../../../../lib/control/run-operation.ts'
import type { GatewayRecord } from '../../../../lib/gateways/index.ts'
import type { Actor } from '../../../../lib/kernel/principals.ts'
import type { TargetRecord, TargetReview, ToolEntry } from '../../../../lib/targets/index.ts'

export const admin = {
  kind: 'console',
  userId: 'u1',
  email: 'admin@example.com',
  role: 'admin',
  sessionId: 's1',
} as const
export const script = { kind: 'iam', accessKeyId: 'AKID', arn: 'arn:aws:iam::000000000000:user/root' } as const

export const gateway = (name: string): GatewayRecord => ({
  id: `${name}-0123456789`,
  name,
  settings: { roleArn: 'arn:aws:iam::000000000000:role/g', authorizerType: 'CUSTOM_JWT' },
  status: 'READY',
  statusReasons: [],
  version: 1,
  createdAt: 0,
  updatedAt: 0,
})

export const target = (gatewayName: string, name: string, more: Partial<TargetRecord> = {}): TargetRecord => ({
  id: name.padEnd(10, '0').slice(0, 10).toUpperCase(),
  gatewayId: `${gatewayName}-0123456789`,
  name,
  configuration: { mcp: { mcpServer: { endpoint: 'https://mcp.example/mcp' } } },
  credentials: [],
  status: 'READY',
  statusReasons: [],
  version: 1,
  createdAt: 0,
  updatedAt: 0,
  ...more,
})

export const tool = (name: string, more: Partial<ToolEntry> = {}): ToolEntry => ({
  name,
  json: '{}',
  inputSchema: '{"type":"object"}',
  ...more,
})

type Fakes = { [Room in keyof Rooms]?: Partial<Rooms[Room]> }

/** A review in which the tools named wait and all others are approved. */
export const review = (...waiting: string[]): TargetReview => ({
  waiting: waiting.length,
  withheldTools: 1,
  waits: ({ name }) => waiting.includes(name),
  approvalOf: ({ name }) => ({ state: waiting.includes(name) ? 'changed' : 'approved', hash: 'h', served: true }),
})

/** Rooms with what a test brings; anything else that is called fails the test. */
export const roomsWith = (fakes: Fakes): Rooms =>
  ({
    pages: createPageTokens({ seal: (payload) => payload, open: (sealed) => sealed }),
    ...fakes,
  }) as Rooms

/** Input parsed, run, output stripped: as the doors do it. */
export const runAs = (actor: Actor, operation: Operation, rooms: Rooms, input: unknown): Promise<unknown> =>
  runOperation(operation, { rooms, actor }, parseInput(operation, input))
