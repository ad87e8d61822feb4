import { answers } from './asked.ts'
import type { Exchange, Message, WireClient } from './wire-client.ts'

const mostRounds = 5

/** Asks, and where the answer is a question, answers it and asks again, until there is an answer: one exchange per round. */
export async function converse(client: WireClient, method: string, params?: Message): Promise<Exchange[]> {
  const rounds = [await client.request(method, params)]
  while (rounds.length < mostRounds) {
    const result = rounds.at(-1)?.messages.at(-1)?.['result'] as Message | undefined
    if (result?.['resultType'] !== 'input_required') return rounds
    const questions = Object.entries((result['inputRequests'] ?? {}) as Record<string, { method: string }>)
    const inputResponses = Object.fromEntries(questions.map(([key, question]) => [key, answers[question.method]]))
    const requestState = result['requestState']
    const again = { inputResponses, ...(requestState === undefined ? {} : { requestState }) }
    rounds.push(await client.request(method, { ...params, ...again }))
  }
  throw new Error(`${method} asked ${mostRounds} times and never answered`)
}
