import { callOutcomes } from '../../contracts/tool-calls.ts'
import type { CallRecord, CallRecorder } from '../../audit/index.ts'

/** Upper bounds in seconds: a cached answer, a usual one, one that a person is asked in. */
export const durationBounds = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60, 900] as const
/** So many pairs of gateway and target are told apart; the rest is counted together, so that metrics stay small. */
const maxPairs = 2_000
const outcomeIndex = new Map(callOutcomes.map((outcome, index) => [outcome as string, index]))

export interface PairFigures {
  gateway: string
  target: string
  /** By the order of `callOutcomes`. */
  outcomes: number[]
  /** Calls within each of `durationBounds`, and beyond the last; not cumulated. */
  durations: number[]
  seconds: number
}

const noFigures = (gateway: string, target: string): PairFigures => ({
  gateway,
  target,
  outcomes: callOutcomes.map(() => 0),
  durations: [...durationBounds, Infinity].map(() => 0),
  seconds: 0,
})

/** Counts calls by gateway, target and outcome, never by person, tool or client (LG-7). Counting is adding integers. */
export function createCallFigures(): CallRecorder & { pairs(): PairFigures[] } {
  const byTarget = new Map<string, PairFigures>()
  const others = noFigures('other', 'other')

  const figuresOf = (call: CallRecord): PairFigures => {
    const known = byTarget.get(call.targetId)
    if (known) return known
    if (byTarget.size >= maxPairs) return others
    const made = noFigures(call.gatewayId, call.targetId)
    byTarget.set(call.targetId, made)
    return made
  }

  return {
    record(call) {
      const figures = figuresOf(call)
      const seconds = call.durationMs / 1000
      let bound = 0
      while (bound < durationBounds.length && seconds > (durationBounds[bound] ?? 0)) bound += 1
      figures.durations[bound] = (figures.durations[bound] ?? 0) + 1
      figures.seconds += seconds
      const outcome = outcomeIndex.get(call.outcome) ?? 0
      figures.outcomes[outcome] = (figures.outcomes[outcome] ?? 0) + 1
    },
    pairs: () => [...byTarget.values(), ...(others.outcomes.some((count) => count > 0) ? [others] : [])],
  }
}
