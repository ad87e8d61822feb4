import type { Exchange } from '../../exchange.ts'
import { callDigest, type CallState, type RequestStates } from '../../request-state.ts'
import { isObject } from '../../rpc/message.ts'
import { RpcRefusal, rpcErrors } from '../../rpc/refusals.ts'
import type { CallOptions } from './call-options.ts'
import type { CallSubject } from './subject.ts'

/** What one call was asked before, and how the next question is sealed. */
export interface CallConversation {
  /** Undefined for a call that answers nothing. */
  asked: CallState | undefined
  seal(state: CallState): string
}

/** @throws RpcRefusal -32602 for a state that is not this caller's for this very call, or too old */
export function openConversation(
  exchange: Exchange,
  { method, name, params }: CallSubject,
  { requestState }: CallOptions,
  deps: { requestStates: RequestStates; clock: { now(): number } },
): CallConversation {
  const binding = () => ({
    gatewayId: exchange.gatewayId,
    owner: exchange.owner,
    call: callDigest(method, name, params.arguments),
  })
  const seal = (state: CallState) => deps.requestStates.seal(state, binding(), deps.clock.now())
  if (!exchange.envelope || requestState === undefined) return { asked: undefined, seal }
  const asked = deps.requestStates.open(requestState, binding(), deps.clock.now())
  if (asked) return { asked, seal }
  throw new RpcRefusal(
    rpcErrors.invalidParams,
    'params.requestState does not belong to this call, or is too old. Call again without it and without inputResponses.',
  )
}

/** The person was asked to open a link and would not. */
export const hasDeclined = ({ inputResponses }: CallOptions): boolean =>
  Object.values(inputResponses ?? {}).some(
    (response) => isObject(response) && (response.action === 'decline' || response.action === 'cancel'),
  )
