import { answerResult } from '../../reply/answer.ts'
import { isObject, textOf } from '../../rpc/message.ts'
import type { Call } from './call.ts'
import { canAsk } from './subject.ts'
import { tellFailure } from './tell.ts'
import { errorOf } from './translate.ts'

const urlElicitationRequired = -32042

export interface Link {
  url: string
  message: string
}

/** The links that a server of an older revision wants opened first; newer ones have no such error (mcp.md 1.3). */
export function linksAsked(body: Uint8Array): Link[] | undefined {
  const error = errorOf(body, urlElicitationRequired)
  if (!error) return undefined
  const { data } = error
  const asked = isObject(data) && Array.isArray(data.elicitations) ? (data.elicitations as unknown[]) : []
  return asked.flatMap((one) =>
    isObject(one) && typeof one.url === 'string' ? [{ url: one.url, message: textOf(one.message) }] : [],
  )
}

/** The same question as a result: to be answered by the retry, or to be read where the client cannot open links. */
export function linksQuestion(call: Call, links: readonly Link[]): void {
  const { exchange, subject, reply, id, conversation } = call
  if (links.length === 0 || !exchange.capabilities?.urlElicitation || !canAsk(subject)) {
    const list = links.map(({ url, message }) => `${message}\n${url}`)
    const text = [`${subject.name} needs something from you first.`, ...list, `Then call ${subject.name} again.`]
    return tellFailure(call, text.join('\n'))
  }
  const inputRequests = Object.fromEntries(
    links.map((link, index) => [
      `link${index + 1}`,
      { method: 'elicitation/create', params: { mode: 'url', ...link } },
    ]),
  )
  answerResult(reply, id, {
    resultType: 'input_required',
    inputRequests,
    requestState: conversation.seal({ kind: 'consent' }),
  })
}
