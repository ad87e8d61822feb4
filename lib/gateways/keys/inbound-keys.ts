import type { Audit } from '../../audit/index.ts'
import type { ChangeBus } from '../../platform/changes.ts'
import type { Clock } from '../../platform/clock.ts'
import type { LastUses } from '../../platform/last-uses.ts'
import type { Logger } from '../../platform/logger.ts'
import type { ApiKeyRecord, ApiKeyStore } from './api-key.store.ts'
import { createKeyRefusals } from './key-refusals.ts'
import { createKeyRings, type KeyRings } from './key-rings.ts'

/** What the data plane asks about the keys that its callers bring. */
export interface InboundKeys extends Pick<KeyRings, 'stands' | 'watch'> {
  /** The key that this text is, where it is good at this gateway now. Without a store while warm. */
  admit(gatewayId: string, text: string): ApiKeyRecord | undefined | Promise<ApiKeyRecord | undefined>
  close(): void
}

export function createInboundKeys(deps: {
  store: ApiKeyStore
  audit: Audit
  changes: ChangeBus
  clock: Clock
  logger: Logger
  uses: Pick<LastUses, 'note'>
}): InboundKeys {
  const { stands, watch, judge, close } = createKeyRings(deps)
  const refused = createKeyRefusals(deps)

  function settle(gatewayId: string, text: string, verdict: Awaited<ReturnType<KeyRings['judge']>>) {
    if (verdict.ok) {
      deps.uses.note(verdict.key.id, deps.clock.now())
      return verdict.key
    }
    refused(gatewayId, text, verdict)
    return undefined
  }

  return {
    ...{ stands, watch, close },
    admit(gatewayId, text) {
      const verdict = judge(gatewayId, text)
      return verdict instanceof Promise
        ? verdict.then((found) => settle(gatewayId, text, found))
        : settle(gatewayId, text, verdict)
    },
  }
}
