/** Milliseconds since 1970. Rooms take it as an argument; expiry that must hold between nodes asks the database's clock. */
export interface Clock {
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }
