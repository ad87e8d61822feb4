import { discoverQuestion } from '../wire/index.ts'
import { silentSink } from './answer-sink.ts'
import type { Destination, Post } from './destination.ts'
import type { Fault } from './outcome.ts'

const ping = { id: 'postern-probe', text: JSON.stringify({ jsonrpc: '2.0', id: 'postern-probe', method: 'ping' }) }

/** Nobody was there; whatever else comes is an answer of somebody. */
const dead: ReadonlySet<Fault> = new Set<Fault>([
  'unreachable',
  'no-such-name',
  'bad-certificate',
  'not-allowed',
  'no-answer',
])

/** Asks a server that has been silent something that costs it nothing. What it says does not matter. */
export const createProbe =
  (post: Post) =>
  async (destination: Destination): Promise<boolean> => {
    const question = destination.session?.era === 'modern' ? discoverQuestion : ping
    const outcome = await post(destination, question, silentSink)
    return outcome.kind !== 'broken' || !dead.has(outcome.fault)
  }
