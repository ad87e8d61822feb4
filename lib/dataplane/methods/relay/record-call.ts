import { userLabel } from '../../../kernel/principals.ts'
import type { EndpointDeps } from '../../endpoint-deps.ts'
import type { CallPrincipal } from '../../principal.ts'
import type { CallRecord } from '../../rooms.ts'
import type { Call } from './call.ts'
import { canAsk } from './subject.ts'

/** Begins the record of a call; what is returned ends it. Methods that do nothing are not recorded. */
export function recordCall(
  { exchange, subject }: Call,
  { calls, clock }: Pick<EndpointDeps, 'calls' | 'clock'>,
): (outcome: CallRecord['outcome']) => void {
  if (!canAsk(subject)) return () => undefined
  const at = clock.now()
  const startedAt = performance.now()
  return (outcome) =>
    calls.record({
      at,
      durationMs: performance.now() - startedAt,
      gatewayId: exchange.gatewayId,
      targetId: subject.target.targetId,
      method: subject.method,
      name: subject.name,
      ...callerOf(exchange.principal),
      client: exchange.clientName,
      outcome,
      requestId: String(exchange.res.getHeader('x-amzn-requestid') ?? ''),
    })
}

function callerOf(principal: CallPrincipal): Pick<CallRecord, 'caller' | 'callerKind'> {
  switch (principal.kind) {
    case 'user':
      return { caller: userLabel(principal.user), callerKind: principal.user.isMachine ? 'machine' : 'person' }
    case 'key':
      return { caller: userLabel(principal.user), callerKind: 'machine' }
    case 'iam':
      return { caller: principal.arn, callerKind: 'machine' }
    case 'anonymous':
      return { caller: 'anonymous', callerKind: 'anyone' }
  }
}
