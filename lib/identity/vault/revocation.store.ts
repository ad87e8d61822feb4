/** Tokens on their way out. `dueInMs` counts from the database's clock. */
export interface NewRevocation {
  id: string
  /** JSON of ProviderSnapshot. */
  providerSnapshot: string
  tokensSealed: string
  reason: string
  dueInMs: number
}

export interface StoredRevocation extends Omit<NewRevocation, 'dueInMs'> {
  attempts: number
  createdAt: number
}

export interface RevocationStore {
  insert(revocation: NewRevocation): Promise<void>
  /** Due now, unless it is under way or gone. */
  makeDue(id: string): Promise<void>
  /** Takes what is due, each row by one conditional update that hides it for `hideMs`. */
  claimDue(limit: number, hideMs: number): Promise<StoredRevocation[]>
  postpone(id: string, delayMs: number): Promise<void>
  remove(id: string): Promise<void>
}
