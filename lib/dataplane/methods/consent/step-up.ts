import { LRUCache } from 'lru-cache'
import type { Exchange } from '../../exchange.ts'
import type { ServingTarget } from '../../rooms.ts'
import { errorResult } from '../../upstream/explain.ts'
import type { Outcome } from '../../upstream/outcome.ts'
import type { ToolResult } from '../../wire/index.ts'
import type { Credential } from '../credential.ts'
import { scopesMissing } from './challenge.ts'

export type StepUp =
  /** Ask the person for these beyond the target's own, or use the connection that has them meanwhile. */
  | { kind: 'ask'; extraScopes: string[] }
  /** More consent would not help, or has been asked for often enough. */
  | { kind: 'explain'; result: ToolResult }

export interface Refusal {
  exchange: Pick<Exchange, 'owner' | 'gatewayId'>
  target: Pick<ServingTarget, 'targetId' | 'name' | 'oauth'>
  /** What was called, in the client's words. */
  name: string
  credential: Credential
  outcome: Outcome
  /** What this call has stepped up to already. */
  askedBefore: readonly string[] | undefined
}

export interface StepUps {
  /** Undefined where the outcome is no refusal for want of scopes: it stands as it is. */
  judge(refusal: Refusal): StepUp | undefined
}

/** As many different widenings of one tool within this time; a server that goes on wants something else (OC-17). */
const maxRounds = 2
const roundsMs = 10 * 60_000
const maxScopes = 100

/** A server may want more than a target was set up with. Each scope is asked for once per connection, so nothing loops. */
export function createStepUps(): StepUps {
  const rounds = new LRUCache<string, readonly string[]>({ max: 10_000, ttl: roundsMs })

  const isOneTooMany = ({ exchange, target, name }: Refusal, missing: readonly string[]): boolean => {
    const key = JSON.stringify([exchange.gatewayId, exchange.owner, target.targetId, name])
    const asked = rounds.get(key) ?? []
    const question = [...missing].sort().join(' ')
    if (asked.includes(question)) return false
    if (asked.length >= maxRounds) return true
    rounds.set(key, [...asked, question])
    return false
  }

  return {
    judge(refusal) {
      const { credential, target, askedBefore } = refusal
      const wanted = scopesMissing(refusal.outcome)
      if (credential.kind !== 'token' || wanted === undefined || wanted.length === 0) return undefined
      const missing = wanted.filter((scope) => !credential.askedScopes.includes(scope))
      if (missing.length === 0) {
        const held = wanted.filter((scope) => !credential.grantedScopes.includes(scope))
        return explain(held.length > 0 ? notGranted(target, held) : notContent(target, wanted))
      }
      if (askedBefore) return explain(wantsMoreStill(target, missing))
      const tooMany = credential.askedScopes.length + missing.length > maxScopes || isOneTooMany(refusal, missing)
      return tooMany ? explain(wantsMoreStill(target, missing)) : { kind: 'ask', extraScopes: missing }
    },
  }
}

type Named = Pick<ServingTarget, 'name' | 'oauth'>

const explain = (text: string): StepUp => ({ kind: 'explain', result: errorResult(text) })
const list = (scopes: readonly string[]): string => {
  const text = scopes.join(' ')
  return text.length > 300 ? `${text.slice(0, 300)}…` : text
}

const notGranted = ({ name, oauth }: Named, scopes: readonly string[]) =>
  `The MCP server of target ${name} wants ${list(scopes)}. The provider of ${oauth?.providerName ?? name} was asked for that, you agreed, and it gave less. Whoever administers your account there must allow it; then call with forceAuthentication to be asked anew.`

const notContent = ({ name }: Named, scopes: readonly string[]) =>
  `The MCP server of target ${name} refuses the call for want of ${list(scopes)}, which your login has. Call again later; if this lasts, the operator of that server must look.`

const wantsMoreStill = ({ name }: Named, scopes: readonly string[]) =>
  `The MCP server of target ${name} wants still more after you were asked: ${list(scopes)}. Postern does not go on asking. The gateway's administrator can add these scopes to the target if they are right.`
