export type EgressRuleName = 'address' | 'redirect' | 'size' | 'time' | 'encoding' | 'url' | 'connect'

/** An outgoing request that we refused or gave up. `message` names the rule, never an address or the answer (SS-8). */
export class EgressError extends Error {
  override name = 'EgressError'
  readonly rule: EgressRuleName

  constructor(rule: EgressRuleName, message: string, cause?: unknown) {
    super(message, { cause })
    this.rule = rule
  }
}

/** undici wraps what the connector threw; the rule is found wherever it is in the chain. */
export function egressErrorOf(error: unknown): EgressError | undefined {
  for (let link: unknown = error, depth = 0; link instanceof Error && depth < 6; link = link.cause, depth++) {
    if (link instanceof EgressError) return link
  }
  return undefined
}
