import type { Clock } from '../../platform/clock.ts'

/** How long a fetched value is fresh, how long it may serve while its source is down, and how often the source is asked. */
export interface Freshness {
  freshMs: number
  staleMs: number
  /** No two requests to the source are closer together, whatever the callers want (RS-10). */
  pauseMs: number
}

/** While there is nothing to serve, a source that failed is asked again sooner. */
const firstPauseMs = 1_000

/**
 * One value behind one URL: single-flight, refreshed when it is old, kept while its source is down.
 * Without any value, a source that fails makes `get` reject with the failure; within the pause with the last one.
 */
export class Fetched<T> {
  readonly #load: () => Promise<T>
  readonly #clock: Clock
  readonly #freshness: Freshness
  #value: { at: number; held: T } | undefined
  #flight: Promise<T> | undefined
  #askedAt = Number.NEGATIVE_INFINITY
  #failure: unknown

  constructor(load: () => Promise<T>, clock: Clock, freshness: Freshness) {
    this.#load = load
    this.#clock = clock
    this.#freshness = freshness
  }

  async get(): Promise<T> {
    const value = this.#value
    if (!value) return this.#ask()
    const age = this.#clock.now() - value.at
    if (age < this.#freshness.freshMs) return value.held
    const asked = this.#ask()
    if (age >= this.#freshness.staleMs) return asked
    const kept = asked.catch(() => value.held)
    // Nobody waits for a source that was down a moment ago, nor for one that is only just due.
    return this.#failure !== undefined || age < 2 * this.#freshness.freshMs ? value.held : kept
  }

  /** For a value that turned out too old; within the pause it is what is already held. */
  async renewed(): Promise<T> {
    if (this.#pausing() && this.#value) return this.#value.held
    try {
      return await this.#ask()
    } catch (error) {
      if (this.#value) return this.#value.held
      throw error
    }
  }

  #pausing(): boolean {
    const pauseMs = this.#value ? this.#freshness.pauseMs : Math.min(this.#freshness.pauseMs, firstPauseMs)
    return this.#flight === undefined && this.#clock.now() - this.#askedAt < pauseMs
  }

  #ask(): Promise<T> {
    if (this.#flight) return this.#flight
    if (this.#pausing() && this.#failure !== undefined) return Promise.reject(this.#failure)
    this.#askedAt = this.#clock.now()
    this.#flight = this.#load().then(
      (held) => {
        this.#value = { at: this.#clock.now(), held }
        this.#failure = undefined
        return held
      },
      (error: unknown) => {
        this.#failure = error
        throw error
      },
    )
    const settled = () => (this.#flight = undefined)
    this.#flight.then(settled, settled)
    return this.#flight
  }
}
