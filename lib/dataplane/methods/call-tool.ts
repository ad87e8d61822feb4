import { searchToolName } from '../catalogue/catalogue.ts'
import type { Exchange } from '../exchange.ts'
import type { ToolRoute } from '../gateway-view.ts'
import type { DataplaneDeps } from '../rooms.ts'
import { answerError, answerResult } from '../rpc/answer.ts'
import type { RpcId } from '../rpc/id.ts'
import { RpcRefusal, rpcErrors } from '../rpc/refusals.ts'
import { searchTools } from '../search/search-tool.ts'
import { parseOrUndefined, answers } from '../upstream/judge-answer.ts'
import { clientSink } from '../upstream/answer-sink.ts'
import type { CallTarget } from '../upstream/call-target.ts'
import { errorResult, explainFailure } from '../upstream/explain.ts'
import type { Outcome } from '../upstream/outcome.ts'
import { readToolCall, type ToolCall } from './call-parameters.ts'
import { credentialFor, type Credential } from './credential.ts'

/** A token that was refused is renewed once; what is refused after that ends in a question to the user (F-42). */
const sendings = 2

/** `tools/call`: the tool's own server answers, as the caller. */
export async function callTool(
  exchange: Exchange,
  id: RpcId,
  params: Record<string, unknown>,
  deps: DataplaneDeps & { callTarget: CallTarget },
): Promise<void> {
  const call = readToolCall(params)
  const { gateway, naming } = exchange
  const catalogue = gateway.catalogues.of(naming)
  catalogue.refuseCollisions()
  if (call.name === searchToolName && catalogue.search)
    return searchTools(exchange, id, call.arguments, catalogue.search)
  const route = gateway.routes(naming).get(call.name)
  if (!route)
    throw new RpcRefusal(rpcErrors.invalidParams, `There is no tool ${call.name.slice(0, 200)} on this gateway.`)
  const text = upstreamMessage(id, route, call)

  for (let sending = 1; ; sending++) {
    const force = sending > sendings || (sending === 1 && call.forceAuthentication)
    const credential = await credentialFor(exchange, route, call, force, deps)
    if (credential.kind === 'consent' || credential.kind === 'unavailable')
      return answerWithout(exchange, id, call.name, credential)
    if (sending > sendings) return answerResult(exchange.res, id, stillRefused(route))

    const outcome = await deps.callTarget({
      holder: { target: route.target, owner: exchange.owner, sessionKey: exchange.session?.key },
      address: route.address,
      accessToken: credential.kind === 'token' ? credential.accessToken : undefined,
      message: { id, text },
      sink: clientSink(exchange.res),
    })
    if (credential.kind === 'none' || outcome.kind !== 'refused' || outcome.status !== 401)
      return settle(exchange, id, route, outcome, deps)

    const verdict = await deps.identity.resourceTokens.rejected(credential.key, credential.connectionVersion)
    if (typeof verdict === 'object') return answerResult(exchange.res, id, errorResult(verdict.message))
  }
}

/** The parsed call written anew: what was judged is what is sent, under the name that the server knows (HT-2). */
function upstreamMessage(id: RpcId, route: ToolRoute, call: ToolCall): string {
  const params = { name: route.toolName, arguments: call.arguments, _meta: call.meta }
  return JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params })
}

function answerWithout(
  { res, wire, session }: Exchange,
  id: RpcId,
  toolName: string,
  credential: Extract<Credential, { kind: 'consent' | 'unavailable' }>,
): void {
  if (credential.kind === 'unavailable') return answerResult(res, id, errorResult(credential.message))
  const form = wire.encodeConsent(credential, toolName, session?.capabilities)
  if ('error' in form) answerError(res, id, form.error)
  else answerResult(res, id, form.result)
}

function settle(
  { res, gateway }: Exchange,
  id: RpcId,
  { target }: ToolRoute,
  outcome: Outcome,
  { logger }: Pick<DataplaneDeps, 'logger'>,
): void {
  if (outcome.kind === 'answered') return
  const own = outcome.kind === 'refused' && outcome.status === 400 ? parseOrUndefined(outcome.body) : undefined
  // A JSON-RPC error is the server's word on this call, whatever the status around it.
  if (answers(own, id)) return answerError(res, id, (own as { error: { code: number; message: string } }).error)
  const reason =
    outcome.kind === 'refused' ? { status: outcome.status } : { fault: outcome.fault, detail: outcome.detail }
  logger.warn({ gatewayId: gateway.id, targetId: target.targetId, ...reason }, 'an MCP server failed a call')
  answerResult(res, id, explainFailure(outcome, target.name, gateway.debug))
}

const stillRefused = ({ target }: ToolRoute) =>
  errorResult(
    `The MCP server of target ${target.name} refuses the login that its own authorization server has just renewed. Call again later; if this lasts, the gateway's administrator must check the target's OAuth client and scopes.`,
  )
