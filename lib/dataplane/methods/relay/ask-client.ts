import { canBeAsked, type DeclaredCapabilities } from '../../capabilities.ts'
import type { ClientResponse } from '../../live/question-desk.ts'
import { isObject, textOf } from '../../rpc/message.ts'
import type { Answers } from './upstream-message.ts'
import type { Call } from './call.ts'

/** As often may a server ask before it answers one call of a client that has to be asked each time. */
export const maxRounds = 8
const maxQuestions = 16

/** What came of putting a newer server's questions to an older client: the answers, or why there are none. */
export type Asked = { kind: 'answers'; answers: Answers } | { kind: 'failed'; words: string } | { kind: 'gone' }

/** Puts each question as a request on the stream of the call, and waits for all of the answers. */
export async function askClient(call: Call, question: Record<string, unknown>): Promise<Asked> {
  const { exchange, reply, subject } = call
  const requests = isObject(question.inputRequests) ? Object.entries(question.inputRequests) : []
  const { live } = exchange
  if (!live || !reply.canStream) return failed(cannotAsk(subject.name))
  if (requests.length > maxQuestions) return failed(`${subject.name} asked ${requests.length} questions at once.`)
  const responses = new Map<string, ClientResponse>()
  let end: (how: 'answered' | 'gone') => void = () => undefined
  const over = new Promise<'answered' | 'gone'>((resolve) => (end = resolve))
  const put = requests.map(([key, request]) => {
    const asked = isObject(request) && typeof request.method === 'string' ? asQuestion(request) : undefined
    if (!asked || !canBeAsked(exchange.declared, asked)) return undefined
    return live.questions.put(asked, {
      answered(response) {
        responses.set(key, response)
        if (responses.size === requests.length) end('answered')
      },
    })
  })
  if (put.includes(undefined)) {
    for (const one of put) one?.withdraw()
    return failed(askedUndeclared(subject.name))
  }
  if (requests.length === 0) end('answered')
  const stopListening = reply.onGone(() => end('gone'))
  for (const one of put) if (one) reply.send(one.text)
  const how = await over
  stopListening()
  for (const one of put) one?.withdraw()
  return how === 'gone' || call.isCancelled ? { kind: 'gone' } : collect(call, question, responses)
}

function collect(call: Call, question: Record<string, unknown>, responses: Map<string, ClientResponse>): Asked {
  const inputResponses: Record<string, unknown> = {}
  for (const [key, response] of responses) {
    if ('error' in response) {
      const error = isObject(response.error) ? textOf(response.error.message) : ''
      return failed(
        `${call.subject.name} asked a question, and the client answered it with an error: ${error.slice(0, 300)}`,
      )
    }
    inputResponses[key] = response.result
  }
  return { kind: 'answers', answers: { inputResponses, requestState: question.requestState } }
}

/** Whether all that a newer server asks is what a client that declared this can be asked. */
export const mayAsk = (inputRequests: unknown, declared: DeclaredCapabilities): boolean =>
  isObject(inputRequests) &&
  Object.values(inputRequests).every((request) => isObject(request) && canBeAsked(declared, asQuestion(request)))

export const askedUndeclared = (name: string) =>
  `${name} asked what this client did not say that it can be asked, or too much at once.`

const asQuestion = (request: Record<string, unknown>) => ({
  method: String(request.method),
  params: isObject(request.params) ? request.params : undefined,
})

const failed = (words: string): Asked => ({ kind: 'failed', words })

const cannotAsk = (name: string) =>
  `${name} asked a question in the middle of the call, as MCP servers of newer revisions do, and this client cannot be asked. Use a client that can, with a session and streams, or ask the operator of the server for a way without questions.`
