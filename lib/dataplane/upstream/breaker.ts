import { LRUCache } from 'lru-cache'
import type { Fault, Outcome } from './outcome.ts'

/** Failures in a row, and the time within which they must fall, that end the calls to a server for a while. */
const failuresToOpen = 5
const withinMs = 30_000
const firstPauseMs = 10_000
const longestPauseMs = 60_000
/** Of a target that was changed or deleted the breaker is never asked again. */
const forgottenMs = 10 * 60_000

const failures: ReadonlySet<Fault> = new Set<Fault>(['unreachable', 'no-such-name', 'no-answer', 'silent', 'broke-off'])

/** A target that calls are kept from, or let through one at a time. */
export interface HeldBack {
  targetId: string
  state: 'open' | 'half-open'
  /** Whether the failures were one caller's, who is the only one kept out then. */
  callers: 'one' | 'all'
}

interface State {
  /** Whose calls failed; undefined: several callers'. */
  caller: string | undefined
  failures: number
  since: number
  pauseMs: number
  /** 0 while it is closed */
  openUntil: number
  probing: boolean
}

/**
 * Keeps calls from a server that fails every one, so that their callers are not held up (F-40). One caller alone, who may
 * know how to make it fail, keeps out himself and nobody else. Times in ms since 1970.
 */
export function createBreaker(now: () => number) {
  const states = new LRUCache<string, State>({ max: 5_000 })

  return {
    /** What a call comes to without being made; of those that come when the pause has ended, one is made. */
    refusal(key: string, caller: string): Outcome | undefined {
      const state = states.size === 0 ? undefined : states.get(key)
      if (!state || state.openUntil === 0) return undefined
      if (state.caller !== undefined && state.caller !== caller) return undefined
      if (now() >= state.openUntil && !state.probing) {
        state.probing = true
        return undefined
      }
      const detail = `${state.failures} failures in a row`
      const at = new Date(Math.max(state.openUntil, now())).toISOString().slice(11, 19)
      const words = `was not called: it failed ${state.failures} times in a row; it is tried again at ${at} UTC`
      return { kind: 'broken', fault: 'breaker-open', detail, words }
    },

    /** Those that nobody has called for a while since their pause ended are left out. */
    heldBack(): HeldBack[] {
      const at = now()
      return [...states]
        .filter(([, { openUntil }]) => openUntil > at - forgottenMs)
        .map(([key, { openUntil, caller }]) => ({
          targetId: key.split(':', 1)[0] ?? key,
          state: openUntil > at ? 'open' : 'half-open',
          callers: caller === undefined ? 'all' : 'one',
        }))
    },

    /** What a call that was made has come to. */
    note(key: string, caller: string, outcome: Outcome): void {
      if (!hasFailed(outcome)) {
        if (states.size === 0) return
        const state = states.get(key)
        // Who calls off says nothing about the server; the next call is the probe.
        if (state && outcome.kind === 'cancelled') state.probing = false
        else states.delete(key)
        return
      }
      const at = now()
      let state = states.get(key)
      if (!state || (state.openUntil === 0 && at - state.since > withinMs)) {
        state = { caller, failures: 0, since: at, pauseMs: firstPauseMs, openUntil: 0, probing: false }
        states.set(key, state)
      }
      if (state.caller !== caller) state.caller = undefined
      state.failures++
      if (state.openUntil === 0 && state.failures < failuresToOpen) return
      if (state.probing) state.pauseMs = Math.min(state.pauseMs * 2, longestPauseMs)
      state.probing = false
      state.openUntil = at + state.pauseMs
    },
  }
}

const hasFailed = (outcome: Outcome): boolean =>
  outcome.kind === 'broken' ? failures.has(outcome.fault) : outcome.kind === 'refused' && outcome.status >= 500
