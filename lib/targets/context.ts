import type { AuditEntry } from '../audit/index.ts'
import { DomainError, nameConflict, notFound } from '../kernel/domain-error.ts'
import type { Actor } from '../kernel/principals.ts'
import type { CatalogueItems, StoredItems } from './catalogue/items.ts'
import type { DefinitionReader } from './approval/definition-reader.ts'
import type { TargetsDependencies } from './dependencies.ts'
import type { TargetRecord } from './target.ts'

/** What the parts of this room share: the dependencies, and the work that goes on after a request was answered. */
export interface TargetsContext extends TargetsDependencies {
  /** Runs on after the answer; `stop` waits for it. A failure that nobody expected is logged. */
  inBackground(what: string, work: () => Promise<unknown>): void
  fault(name: string): Promise<void>
  readItems(version: StoredItems & { id: string }): CatalogueItems
  readDefinitions: DefinitionReader
  changed(target: TargetRecord): void
}

/** Time in which work in hand must end before the reaper calls it lost; a synchronization itself is capped at 30 s. */
export const workDueMs = 60_000

/** Rounds of read, judge and conditional change before a caller is told that others keep changing the same thing. */
export const attempts = 20

export async function getTarget(context: TargetsContext, gatewayId: string, targetId: string): Promise<TargetRecord> {
  const target = await context.store.find(gatewayId, targetId)
  if (target === undefined) throw notFound(`Target ${targetId} of gateway ${gatewayId}`)
  return target
}

export const auditEntry = (
  type: AuditEntry['type'],
  actor: Actor,
  target: Pick<TargetRecord, 'gatewayId' | 'id' | 'name'>,
  detail: Record<string, unknown> = {},
  outcome: AuditEntry['outcome'] = 'ok',
): AuditEntry => ({
  type,
  actor,
  resource: `gateway/${target.gatewayId}/target/${target.id}`,
  outcome,
  detail: { name: target.name, ...detail },
})

export const system: Actor = { kind: 'system' }

export const targetNameTaken = (name: string): DomainError =>
  nameConflict(`The gateway has a target named ${name} already. Choose another name, or delete that one.`)

export const targetChangedMeanwhile = (): DomainError =>
  new DomainError(
    'ConflictException',
    'Another operation changed the target at the same moment. Look at it and try again.',
  )
