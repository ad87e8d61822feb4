import { attach, createOpenGateway } from '../_support/open-gateway.ts'
import { startPostern } from '../_support/postern.ts'
import { startEverythingServer } from './everything-server/start.ts'

/** The everything-server, and a built Postern in front of it: `straight` and `through` are the two ways to the same thing. */
export async function startBothWays() {
  const postern = await startPostern()
  const server = await startEverythingServer()
  const gateway = await createOpenGateway(postern, 'conformance')
  await attach(postern, gateway.gatewayId, { name: 'everything', endpoint: server.url })
  return {
    postern,
    server,
    straight: server.url,
    through: `${gateway.gatewayUrl}?names=bare`,
    async stop() {
      await postern.stop()
      await server.close()
    },
  }
}

export type BothWays = Awaited<ReturnType<typeof startBothWays>>
