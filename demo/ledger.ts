export interface LedgerEntry {
  kind: 'exchange' | 'refresh' | 'revocation' | 'authorization'
  /** The code, refresh token or revoked token that was presented, or the query of an authorization request. */
  presented: string
  status: number
}

export interface Ledger {
  readonly entries: LedgerEntry[]
  of(kind: LedgerEntry['kind']): LedgerEntry[]
  /** How often each code was presented at the token endpoint. */
  exchangesPerCode(): Map<string, number>
}

export function createLedger(): Ledger {
  const entries: LedgerEntry[] = []
  const of = (kind: LedgerEntry['kind']): LedgerEntry[] => entries.filter((entry) => entry.kind === kind)
  return {
    entries,
    of,
    exchangesPerCode() {
      const counts = new Map<string, number>()
      for (const { presented } of of('exchange')) counts.set(presented, (counts.get(presented) ?? 0) + 1)
      return counts
    },
  }
}
