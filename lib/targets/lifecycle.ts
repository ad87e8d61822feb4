import type { TargetStatus } from '../contracts/targets.ts'
import { DomainError } from '../kernel/domain-error.ts'

/**
 * `update`, `sync`, `renew`, `cancel` and `remove` are asked for by people; the others are what became of it.
 * `consentNeeded`: an authorization link was made. `consented`: it was completed. `expired`: it ended in any other way.
 */
export const targetEvents = [
  'synced',
  'failed',
  'consentNeeded',
  'consented',
  'expired',
  'cancel',
  'renew',
  'update',
  'sync',
  'remove',
] as const
export type TargetEvent = (typeof targetEvents)[number]

/** What people may ask of a target that nothing is under way for. */
const atRest = { update: 'UPDATING', sync: 'SYNCHRONIZING', remove: 'DELETING' } as const
/** A pending target is never stuck: it can be changed, given a fresh link, cancelled or deleted (DESIGN §7). */
const whilePending = { update: 'UPDATING', remove: 'DELETING' } as const

/** AgentCore's eleven statuses; a status without a row does not compile. */
const next: Record<TargetStatus, Partial<Record<TargetEvent, TargetStatus>>> = {
  CREATING: { synced: 'READY', failed: 'FAILED', consentNeeded: 'CREATE_PENDING_AUTH' },
  CREATE_PENDING_AUTH: {
    ...whilePending,
    consented: 'CREATING',
    expired: 'FAILED',
    cancel: 'FAILED',
    renew: 'CREATING',
    sync: 'CREATING',
  },
  UPDATING: { synced: 'READY', failed: 'UPDATE_UNSUCCESSFUL', consentNeeded: 'UPDATE_PENDING_AUTH' },
  UPDATE_PENDING_AUTH: {
    ...whilePending,
    consented: 'UPDATING',
    expired: 'UPDATE_UNSUCCESSFUL',
    cancel: 'UPDATE_UNSUCCESSFUL',
    renew: 'UPDATING',
    sync: 'UPDATING',
  },
  SYNCHRONIZING: { synced: 'READY', failed: 'SYNCHRONIZE_UNSUCCESSFUL', consentNeeded: 'SYNCHRONIZE_PENDING_AUTH' },
  SYNCHRONIZE_PENDING_AUTH: {
    ...whilePending,
    consented: 'SYNCHRONIZING',
    expired: 'SYNCHRONIZE_UNSUCCESSFUL',
    cancel: 'SYNCHRONIZE_UNSUCCESSFUL',
    renew: 'SYNCHRONIZING',
    sync: 'SYNCHRONIZING',
  },
  READY: atRest,
  FAILED: atRest,
  UPDATE_UNSUCCESSFUL: atRest,
  SYNCHRONIZE_UNSUCCESSFUL: atRest,
  DELETING: {},
}

export const accepts = (status: TargetStatus, event: TargetEvent): boolean => next[status][event] !== undefined

/** Throws ConflictException where the status does not accept the event. */
export function advance(from: TargetStatus, event: TargetEvent): TargetStatus {
  const to = next[from][event]
  if (to !== undefined) return to
  throw new DomainError('ConflictException', refusal(from, event))
}

function refusal(from: TargetStatus, event: TargetEvent): string {
  if (event === 'renew' || event === 'cancel')
    return `No authorization is pending for this target (it is ${from}). Update or synchronize it to get a new link.`
  if (from === 'DELETING') return 'The target is being deleted.'
  return `The target is ${from}, and only one operation runs on a target at a time. It ends within a minute; try again then.`
}
