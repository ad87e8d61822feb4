import type { GatewayView } from '../gateway-view.ts'
import type { WireRevision } from '../wire/index.ts'

/** What a gateway says about itself, whatever it was asked with. */
export function introduction(gateway: GatewayView, wire: WireRevision, version: string) {
  const { name, description } = gateway
  const instructions = gateway.instructions ?? instructionsOf(gateway)
  return {
    capabilities: announced(gateway, wire),
    serverInfo: wire.serverInfo({ name, title: name, version, description }),
    ...(instructions !== undefined && { instructions }),
  }
}

/** What the servers behind a gateway say of themselves, where its administrator says nothing. */
function instructionsOf(gateway: GatewayView): string | undefined {
  const said = gateway.targetRoutes().flatMap(({ target: { name, server } }) => {
    const { instructions } = server
    return instructions === undefined ? [] : [{ name, instructions }]
  })
  if (gateway.targetRoutes().length === 1) return said[0]?.instructions
  return said.length > 0 ? said.map((one) => `${one.name}: ${one.instructions}`).join('\n\n') : undefined
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
