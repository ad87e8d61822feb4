import type { Exchange } from '../../exchange.ts'
import { callDigest, type CallState, type RequestStates } from '../../request-state.ts'
import { isObject } from '../../rpc/message.ts'
import { RpcRefusal, rpcErrors } from '../../rpc/refusals.ts'
import type { CallOptions } from './call-options.ts'
import type { CallSubject } from './subject.ts'

interface Deps {
  requestStates: RequestStates
  clock: { now(): number }
}

/** What one call was asked before, and how the next question is sealed. */
export class CallConversation {
  /** Undefined for a call that answers nothing. */
  readonly asked: CallState | undefined
  readonly #exchange: Exchange
  readonly #subject: CallSubject
  readonly #deps: Deps

  /** @throws RpcRefusal -32602 for a state that is not this caller's for this very call, or too old */
  constructor(exchange: Exchange, subject: CallSubject, { requestState }: CallOptions, deps: Deps) {
    this.#exchange = exchange
    this.#subject = subject
    this.#deps = deps
    this.asked = exchange.envelope && requestState !== undefined ? this.#open(requestState) : undefined
  }

  seal(state: CallState): string {
    return this.#deps.requestStates.seal(state, this.#binding(), this.#deps.clock.now())
  }

  #open(requestState: string): CallState {
    const asked = this.#deps.requestStates.open(requestState, this.#binding(), this.#deps.clock.now())
    if (asked) return asked
    throw new RpcRefusal(
      rpcErrors.invalidParams,
      'params.requestState does not belong to this call, or is too old. Call again without it and without inputResponses.',
    )
  }

  #binding() {
    const { gatewayId, owner } = this.#exchange
    const { method, name, params } = this.#subject
    return { gatewayId, owner, call: callDigest(method, name, params.arguments) }
  }
}

/** The person was asked to open a link and would not. */
export const hasDeclined = ({ inputResponses }: CallOptions): boolean =>
  Object.values(inputResponses ?? {}).some(
    (response) => isObject(response) && (response.action === 'decline' || response.action === 'cancel'),
  )
