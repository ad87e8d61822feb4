/** Names of signed requests that were let in. */
export interface ReplayStore {
  /**
   * Atomically notes the name for `ttlMs`, by the database's clock. True for exactly one of any number of callers
   * within that time.
   */
  remember(id: string, ttlMs: number): Promise<boolean>
  /** Removes what has expired; returns how many. */
  purge(): Promise<number>
}
