import { describe, expect, test } from 'vitest'
import { isPendingAuth, targetStatuses, type TargetStatus } from '../../../lib/contracts/targets.ts'
import { DomainError } from '../../../lib/kernel/domain-error.ts'
import { accepts, advance, targetEvents, type TargetEvent } from '../../../lib/targets/lifecycle.ts'

/** The whole table once more, as DESIGN §7 tells it; what is not here is refused. */
const expected: Record<string, string> = {
  'CREATING synced': 'READY',
  'CREATING failed': 'FAILED',
  'CREATING consentNeeded': 'CREATE_PENDING_AUTH',
  'CREATE_PENDING_AUTH consented': 'CREATING',
  'CREATE_PENDING_AUTH expired': 'FAILED',
  'CREATE_PENDING_AUTH cancel': 'FAILED',
  'CREATE_PENDING_AUTH renew': 'CREATING',
  'CREATE_PENDING_AUTH sync': 'CREATING',
  'CREATE_PENDING_AUTH update': 'UPDATING',
  'CREATE_PENDING_AUTH remove': 'DELETING',
  'UPDATING synced': 'READY',
  'UPDATING failed': 'UPDATE_UNSUCCESSFUL',
  'UPDATING consentNeeded': 'UPDATE_PENDING_AUTH',
  'UPDATE_PENDING_AUTH consented': 'UPDATING',
  'UPDATE_PENDING_AUTH expired': 'UPDATE_UNSUCCESSFUL',
  'UPDATE_PENDING_AUTH cancel': 'UPDATE_UNSUCCESSFUL',
  'UPDATE_PENDING_AUTH renew': 'UPDATING',
  'UPDATE_PENDING_AUTH sync': 'UPDATING',
  'UPDATE_PENDING_AUTH update': 'UPDATING',
  'UPDATE_PENDING_AUTH remove': 'DELETING',
  'SYNCHRONIZING synced': 'READY',
  'SYNCHRONIZING failed': 'SYNCHRONIZE_UNSUCCESSFUL',
  'SYNCHRONIZING consentNeeded': 'SYNCHRONIZE_PENDING_AUTH',
  'SYNCHRONIZE_PENDING_AUTH consented': 'SYNCHRONIZING',
  'SYNCHRONIZE_PENDING_AUTH expired': 'SYNCHRONIZE_UNSUCCESSFUL',
  'SYNCHRONIZE_PENDING_AUTH cancel': 'SYNCHRONIZE_UNSUCCESSFUL',
  'SYNCHRONIZE_PENDING_AUTH renew': 'SYNCHRONIZING',
  'SYNCHRONIZE_PENDING_AUTH sync': 'SYNCHRONIZING',
  'SYNCHRONIZE_PENDING_AUTH update': 'UPDATING',
  'SYNCHRONIZE_PENDING_AUTH remove': 'DELETING',
  ...Object.fromEntries(
    ['READY', 'FAILED', 'UPDATE_UNSUCCESSFUL', 'SYNCHRONIZE_UNSUCCESSFUL'].flatMap((status) => [
      [`${status} update`, 'UPDATING'],
      [`${status} sync`, 'SYNCHRONIZING'],
      [`${status} remove`, 'DELETING'],
    ]),
  ),
}

const pairs = targetStatuses.flatMap((status) =>
  targetEvents.map((event): [TargetStatus, TargetEvent] => [status, event]),
)

describe('target lifecycle', () => {
  test.each(pairs)('%s on %s', (status, event) => {
    const to = expected[`${status} ${event}`]
    expect(accepts(status, event)).toBe(to !== undefined)
    if (to !== undefined) expect(advance(status, event)).toBe(to)
    else expect(() => advance(status, event)).toThrow(DomainError)
  })

  test.each(targetStatuses.filter(isPendingAuth))('a target in %s is never stuck', (status) => {
    for (const event of ['remove', 'update', 'cancel', 'renew', 'sync'] as const)
      expect(accepts(status, event)).toBe(true)
  })

  test('I7 a refusal is a ConflictException that says when to try again', () => {
    expect(() => advance('SYNCHRONIZING', 'update')).toThrow(/only one operation .* try again/s)
    expect(() => advance('READY', 'renew')).toThrow(/No authorization is pending/)
    expect(() => advance('DELETING', 'sync')).toThrow(/being deleted/)
  })
})
