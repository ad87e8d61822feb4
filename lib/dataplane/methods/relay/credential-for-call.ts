import type { EndpointDeps } from '../../endpoint-deps.ts'
import { answerError, answerResult } from '../../reply/answer.ts'
import { notificationText } from '../../rpc/server-message.ts'
import { watchConsent } from '../consent/watch-consent.ts'
import type { Credential } from '../credential.ts'
import type { Call } from './call.ts'
import { canAsk } from './subject.ts'
import { tellFailure } from './tell.ts'

type Without = Extract<Credential, { kind: 'consent' | 'unavailable' }>

/**
 * Answers a call that cannot be made as its caller. For a method without a result of its own to say it in, whoever cannot
 * be asked to open a link reads it in the message of an error: that is what clients show.
 */
export function answerWithout(
  call: Call,
  credential: Without,
  extraScopes: readonly string[] | undefined,
  deps: Pick<EndpointDeps, 'identity' | 'clock'>,
): 'consent' | 'failed' {
  const { exchange, reply, id, subject, conversation } = call
  if (credential.kind === 'unavailable') {
    tellFailure(call, credential.message)
    return 'failed'
  }
  const { wire } = exchange
  const { elicitationId } = credential
  const sealState = () => conversation.seal({ kind: 'consent', elicitationId, extraScopes })
  const isModern = exchange.envelope !== undefined
  const { capabilities } = exchange
  const cannotBeAsked =
    isModern && !canAsk(subject) && capabilities ? { ...capabilities, urlElicitation: false } : capabilities
  const question = { need: credential, toolName: subject.name, extraScopes, sealState }
  const form = wire.encodeConsent({ ...question, capabilities: cannotBeAsked })
  if ('error' in form) answerError(reply, id, form.error)
  else if (subject.method === 'tools/call' || form.result.resultType === 'input_required')
    answerResult(reply, id, form.result)
  else tellFailure(call, textOf(form.result))
  if (!isModern) tellWhenDone(call, credential, deps)
  return 'consent'
}

function textOf({ content }: Readonly<Record<string, unknown>>): string {
  return (content as { text: string }[]).map(({ text }) => text).join('\n')
}

/** Who listens learns that the person has agreed, and calls again by himself (mcp.md 1.3). */
function tellWhenDone(
  { exchange: { live } }: Call,
  { elicitationId, expiresAt }: Extract<Without, { kind: 'consent' }>,
  { identity, clock }: Pick<EndpointDeps, 'identity' | 'clock'>,
): void {
  if (!live || live.watched.has(elicitationId)) return
  live.watched.add(elicitationId)
  const asked = { elicitationId, expiresAt, now: clock.now(), signal: live.ended.signal }
  watchConsent(identity, asked, () => {
    live.watched.delete(elicitationId)
    live.news?.send(notificationText('notifications/elicitation/complete', { elicitationId }))
  })
}
