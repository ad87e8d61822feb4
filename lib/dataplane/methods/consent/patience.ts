import type { ResourceTokenRequest } from '../../../identity/index.ts'
import type { DataplaneDeps } from '../../rooms.ts'
import type { AnswerSink } from '../../upstream/answer-sink.ts'

/** How long a retry that comes back from our question waits for the person (DESIGN §8.5); well below clients' 60 s. */
const returningMs = 25_000
/** How long any other call waits while the person has the link open. */
const openedMs = 10_000

type Client = Pick<AnswerSink, 'onGone'>

/** Aborted when the client leaves, so that nothing waits for nobody. */
function clientSignal(client: Client): { signal: AbortSignal; stopListening: () => void } {
  const gone = new AbortController()
  return { stopListening: client.onGone(() => gone.abort()), signal: gone.signal }
}

/** The person comes back from the question before he has finished: the answer is held until he has, for a while. */
export async function waitForConsent(
  client: Client,
  elicitationId: string,
  { authorizations }: Pick<DataplaneDeps['identity'], 'authorizations'>,
): Promise<void> {
  const { signal, stopListening } = clientSignal(client)
  await authorizations.settled(elicitationId, { timeoutMs: returningMs, signal })
  stopListening()
}

/** For a call that may find the person with the link open. Costs a warm call nothing. */
export const patienceFor = (client: Client): NonNullable<ResourceTokenRequest['patience']> => ({
  timeoutMs: openedMs,
  signal: () => clientSignal(client).signal,
})
