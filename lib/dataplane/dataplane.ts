import type { IncomingMessage, ServerResponse } from 'node:http'
import manifest from '../../package.json' with { type: 'json' }
import { handleMcp } from './endpoint.ts'
import { createProtectedResourceMetadata, type MetadataAnswer } from './protected-resource.ts'
import { createStepUps } from './methods/consent/step-up.ts'
import type { DataplaneDeps } from './rooms.ts'
import { createRequestStates } from './request-state.ts'
import { createSessions } from './session.ts'
import { createUpstream } from './upstream/index.ts'
import { upstreamLimits, type UpstreamLimits } from './upstream/outcome.ts'
import { createViewCache } from './view-cache.ts'

export interface Dataplane {
  /** Answers a request to `/gateways/{gatewayId}/mcp`, whatever its method. Reads the body itself; never rejects. */
  handleMcp(req: IncomingMessage, res: ServerResponse, gatewayId: string): Promise<void>
  /** RFC 9728: of one gateway, or of the root, which stands for the only gateway that takes bearer tokens. */
  protectedResourceMetadata(gatewayId: string | undefined): Promise<MetadataAnswer>
  close(): void
}

/** `limits` are those of `upstreamLimits` but where a test brings shorter ones. */
export function createDataplane(deps: DataplaneDeps, limits: Partial<UpstreamLimits> = {}): Dataplane {
  const views = createViewCache(deps)
  const endpointDeps = {
    ...deps,
    views,
    sessions: createSessions(deps.keyring),
    requestStates: createRequestStates(deps.keyring),
    stepUps: createStepUps(),
    callTarget: createUpstream(deps.egress.dispatcher, { ...upstreamLimits, ...limits }).callTarget,
    serverVersion: manifest.version,
  }
  return {
    handleMcp: (req, res, gatewayId) => handleMcp(req, res, gatewayId, endpointDeps),
    protectedResourceMetadata: createProtectedResourceMetadata(deps, views),
    close: views.close,
  }
}
