import type { GatewayView } from '../gateway-view.ts'
import type { WireRevision } from '../wire/index.ts'

/** What a gateway says about itself, whatever it was asked with. */
export function introduction(gateway: GatewayView, wire: WireRevision, version: string) {
  const { name, description, instructions } = gateway
  return {
    capabilities: { tools: {} },
    serverInfo: wire.serverInfo({ name, title: name, version, description }),
    ...(instructions !== undefined && { instructions }),
  }
}
