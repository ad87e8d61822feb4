import type { GatewayView } from '../gateway-view.ts'
import type { WireRevision } from '../wire/index.ts'

/** What a gateway says about itself, whatever it was asked with. */
export function introduction(gateway: GatewayView, wire: WireRevision, version: string) {
  const { name, description, instructions } = gateway
  return {
    capabilities: announced(gateway.capabilities),
    serverInfo: wire.serverInfo({ name, title: name, version, description }),
    ...(instructions !== undefined && { instructions }),
  }
}

/** Kinds of items that can be listed here; what servers behind the gateway can do beside is not offered to clients. */
const listable = ['tools', 'prompts', 'resources']

const announced = (capabilities: GatewayView['capabilities']): Record<string, object> =>
  Object.fromEntries(listable.filter((name) => capabilities[name] !== undefined).map((name) => [name, {}]))
