/** A value that only the key of that name can make. */
export interface KeyCheck {
  keyId: string
  check: string
}

export interface KeyCheckStore {
  /** `sealed`: whether any row holds a sealed value. */
  read(): Promise<{ checks: KeyCheck[]; sealed: boolean }>
  /** Keeps the first one of a name: of two nodes that start at once one wins, and the other must read again. */
  add(checks: readonly KeyCheck[]): Promise<void>
}
