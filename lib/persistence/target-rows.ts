import type {
  CatalogueVersion as CatalogueRow,
  SyncRun as RunRow,
  Target as Row,
} from '../../prisma/generated/sqlite/client.ts'
import type { SyncRun } from '../contracts/console.ts'
import type { CatalogueVersion, TargetRecord } from '../targets/target.store.ts'

const time = (value: bigint | null): number | undefined => (value === null ? undefined : Number(value))

/** Members without a value are absent from a record, not null. */
const present = <T extends object>(members: T): { [K in keyof T]?: NonNullable<T[K]> } =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null && value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>
  }

export const toTarget = (row: Row): TargetRecord => ({
  id: row.id,
  gatewayId: row.gatewayId,
  name: row.name,
  configuration: JSON.parse(row.configuration) as TargetRecord['configuration'],
  credentials: JSON.parse(row.credentials) as TargetRecord['credentials'],
  status: row.status as TargetRecord['status'],
  statusReasons: JSON.parse(row.statusReasons) as string[],
  version: row.version,
  createdAt: Number(row.createdAt),
  updatedAt: Number(row.updatedAt),
  ...present({
    description: row.description,
    servingVersionId: row.servingVersionId,
    lastSynchronizedAt: time(row.lastSynchronizedAt),
    staleSince: time(row.staleSince),
    sessionId: row.sessionId,
    authUserId: row.authUserId,
    dueAt: time(row.dueAt),
  }),
})

export const toCatalogue = (row: CatalogueRow): CatalogueVersion => ({
  id: row.id,
  targetId: row.targetId,
  number: row.number,
  method: row.method as CatalogueVersion['method'],
  endpoint: row.endpoint,
  credentials: JSON.parse(row.credentials) as CatalogueVersion['credentials'],
  tools: row.tools,
  prompts: row.prompts,
  resources: row.resources,
  resourceTemplates: row.resourceTemplates,
  server: row.server,
  toolCount: row.toolCount,
  hash: row.hash,
  createdBy: row.createdBy,
  createdAt: Number(row.createdAt),
})

const iso = (value: bigint | null): string | undefined =>
  value === null ? undefined : new Date(Number(value)).toISOString()

export const toRun = (row: RunRow): SyncRun => ({
  runId: row.id,
  kind: row.kind as SyncRun['kind'],
  method: row.method as SyncRun['method'],
  startedAt: new Date(Number(row.startedAt)).toISOString(),
  outcome: row.outcome as SyncRun['outcome'],
  by: row.startedBy,
  endpoint: row.endpoint,
  ...present({
    endedAt: iso(row.endedAt),
    reason: row.reason,
    catalogueVersion: row.catalogueVersion,
    toolCount: row.toolCount,
    diff: row.diff === null ? undefined : (JSON.parse(row.diff) as NonNullable<SyncRun['diff']>),
  }),
})
