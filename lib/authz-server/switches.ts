import type { ClientSignInSettings } from '../contracts/mcp-clients.ts'
import type { Actor } from '../kernel/principals.ts'
import type { Clock } from '../platform/clock.ts'
import type { AuthzSettingsStore } from './settings.store.ts'

/** A switch that was turned on another node counts here after this long. */
const freshMs = 5_000
/** One URL is all that a person pastes, so every way in is open until an administrator closes one. */
const atFirst: ClientSignInSettings = { metadataDocuments: true, dynamicRegistration: true, deviceFlow: true }

export interface SwitchBoard {
  current(): Promise<ClientSignInSettings>
  change(actor: Actor, change: Partial<ClientSignInSettings>): Promise<void>
}

export function createSwitchBoard(store: AuthzSettingsStore, clock: Clock): SwitchBoard {
  let held: { settings: ClientSignInSettings; at: number } | undefined
  const load = async () => {
    held = { settings: { ...atFirst, ...(await store.read()) }, at: clock.now() }
    return held.settings
  }
  return {
    current: async () => (held && clock.now() - held.at < freshMs ? held.settings : await load()),
    async change(actor, change) {
      const settings = { ...(await load()), ...change }
      await store.write(settings, {
        type: 'client-sign-in.changed',
        actor,
        resource: 'client-sign-in',
        outcome: 'ok',
        detail: { ...settings },
      })
      held = undefined
    },
  }
}
