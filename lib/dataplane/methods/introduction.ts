import type { GatewayView } from '../gateway-view.ts'
import type { WireRevision } from '../wire/index.ts'

/** What a gateway says about itself, whatever it was asked with. */
export function introduction(gateway: GatewayView, wire: WireRevision, version: string) {
  const { name, description, instructions } = gateway
  return {
    capabilities: announced(gateway, wire),
    serverInfo: wire.serverInfo({ name, title: name, version, description }),
    ...(instructions !== undefined && { instructions }),
  }
}

/** What has no way to the client is not promised to it: news want a stream, and older clients a session for that. */
function announced({ capabilities, streaming, sessions }: GatewayView, { era }: WireRevision): Record<string, object> {
  const canPush = streaming && (era === 'modern' || sessions)
  return Object.fromEntries(
    Object.entries(capabilities)
      .filter(([name]) => canPush || name !== 'logging')
      .map(([name, members]) => [name, canPush ? members : {}]),
  )
}
