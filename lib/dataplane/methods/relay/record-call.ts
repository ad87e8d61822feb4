import { userLabel } from '../../../kernel/principals.ts'
import type { CallPrincipal } from '../../principal.ts'
import type { CallRecord, DataplaneDeps } from '../../rooms.ts'
import type { Call } from './call.ts'
import { canAsk } from './subject.ts'

/** Methods that do nothing are not recorded. `at`: when the call began, ms since 1970; `startedAt`: the same by the clock of `performance`. */
export function recordCall(
  { exchange, subject }: Call,
  outcome: CallRecord['outcome'],
  at: number,
  startedAt: number,
  calls: DataplaneDeps['calls'],
): void {
  if (!canAsk(subject)) return
  const { principal } = exchange
  calls.record({
    at,
    durationMs: performance.now() - startedAt,
    gatewayId: exchange.gatewayId,
    targetId: subject.target.targetId,
    method: subject.method,
    name: subject.name,
    caller: callerOf(principal),
    callerKind: kindOf(principal),
    client: exchange.clientName,
    outcome,
    requestId: exchange.requestId,
  })
}

function callerOf(principal: CallPrincipal): string {
  switch (principal.kind) {
    case 'user':
    case 'key':
      return userLabel(principal.user)
    case 'iam':
      return principal.arn
    case 'anonymous':
      return 'anonymous'
  }
}

function kindOf(principal: CallPrincipal): CallRecord['callerKind'] {
  if (principal.kind === 'anonymous') return 'anyone'
  return principal.kind === 'user' && !principal.user.isMachine ? 'person' : 'machine'
}
