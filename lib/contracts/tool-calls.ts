import { z } from 'zod'
import { isoTimestampSchema } from './ids.ts'

/** How a relayed call ended, as its caller saw it. */
export const callOutcomes = ['answered', 'consent', 'refused', 'failed', 'cancelled'] as const
export const callOutcomeSchema = z.enum(callOutcomes)
export type CallOutcome = z.infer<typeof callOutcomeSchema>

/**
 * Who is behind `caller`: a `machine` is a program with credentials of its own (an access key, a client credentials token),
 * so everybody who uses it is the same caller. `anyone`: the gateway asks nobody. `unknown`: from before this was kept.
 */
export const callerKinds = ['person', 'machine', 'anyone', 'unknown'] as const
export type CallerKind = (typeof callerKinds)[number]

/** `name` and `client` are the words of servers and clients: any text. */
export const toolCallSchema = z.object({
  callId: z.string(),
  at: isoTimestampSchema,
  durationMs: z.number(),
  targetId: z.string(),
  method: z.string(),
  name: z.string(),
  caller: z.string(),
  callerKind: z.enum(callerKinds),
  client: z.string(),
  outcome: callOutcomeSchema,
  requestId: z.string(),
})
export type ToolCall = z.infer<typeof toolCallSchema>
