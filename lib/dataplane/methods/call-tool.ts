import { searchToolName } from '../catalogue/catalogue.ts'
import type { EndpointDeps } from '../endpoint-deps.ts'
import type { Exchange } from '../exchange.ts'
import type { ToolRoute } from '../gateway-view.ts'
import { answerError, answerResult } from '../rpc/answer.ts'
import type { RpcId } from '../rpc/id.ts'
import { RpcRefusal, rpcErrors } from '../rpc/refusals.ts'
import { searchTools } from '../search/search-tool.ts'
import { errorResult } from '../upstream/explain.ts'
import { checkParameterHeaders } from '../wire/index.ts'
import { answerOwn } from './answer-own.ts'
import { readToolCall } from './call-parameters.ts'
import { hasDeclined, openConversation, type CallConversation } from './call-state.ts'
import { credentialFor, type Credential } from './credential.ts'
import { relaySink } from './relay-answer.ts'
import { settleCall } from './settle-call.ts'
import { upstreamCall } from './upstream-call.ts'

/** `tools/call`: the tool's own server answers, as the caller. */
export async function callTool(
  exchange: Exchange,
  id: RpcId,
  params: Record<string, unknown>,
  deps: EndpointDeps,
): Promise<void> {
  const call = readToolCall(params)
  const { gateway, naming } = exchange
  const tools = gateway.tools(naming)
  tools.refuseCollisions()
  if (call.name === searchToolName && tools.search) return searchTools(exchange, id, call.arguments, tools.search)
  const route = gateway.routes(naming).get(call.name)
  if (!route)
    throw new RpcRefusal(rpcErrors.invalidParams, `There is no tool ${call.name.slice(0, 200)} on this gateway.`)
  if (exchange.envelope)
    checkParameterHeaders(id, route.parameterHeaders, call.arguments, (name) => exchange.header(name))
  const conversation = openConversation(exchange, call, deps)
  const consent = conversation.asked?.kind === 'consent' ? conversation.asked : undefined
  const returnsFromConsent = consent !== undefined
  if (returnsFromConsent && hasDeclined(call)) return answerOwn(exchange, id, declined(call.name))
  const encode = upstreamCall(exchange, id, route, call, conversation)
  const sink = relaySink(exchange, { id, toolName: call.name, targetName: route.target.name, conversation })

  let extraScopes = consent?.extraScopes
  // A token that was refused (401) is renewed once; what is refused after that ends in a question to the user (F-42).
  let refusals = 0
  for (let sending = 1; ; sending++) {
    // Who comes back from the question that a forced login led to has been asked.
    const force = refusals > 1 || (sending === 1 && call.forceAuthentication && !returnsFromConsent)
    const returnsFrom = sending === 1 ? consent?.elicitationId : undefined
    const wish = { returnUrl: call.returnUrl, force, extraScopes, returnsFrom }
    const credential = await credentialFor(exchange, route, wish, deps)
    if (credential.kind === 'consent' || credential.kind === 'unavailable')
      return answerWithout(exchange, id, call.name, credential, conversation, extraScopes)
    if (refusals > 1) return answerOwn(exchange, id, stillRefused(route))

    const outcome = await deps.callTarget({
      holder: { target: route.target, owner: exchange.owner, sessionKey: exchange.session?.key },
      address: route.address,
      accessToken: credential.kind === 'token' ? credential.accessToken : undefined,
      message: { id, encode },
      sink,
    })
    const refusal = { exchange, target: route.target, name: call.name, credential, outcome, askedBefore: extraScopes }
    const stepUp = deps.stepUps.judge(refusal)
    if (stepUp?.kind === 'explain') return answerOwn(exchange, id, stepUp.result)
    if (stepUp) {
      extraScopes = stepUp.extraScopes
      continue
    }
    if (credential.kind === 'none' || outcome.kind !== 'refused' || outcome.status !== 401)
      return settleCall(exchange, id, route, outcome, deps)

    refusals++
    const verdict = await deps.identity.resourceTokens.rejected(credential.key, credential.connectionVersion)
    if (typeof verdict === 'object') return answerOwn(exchange, id, errorResult(verdict.message))
  }
}

function answerWithout(
  exchange: Exchange,
  id: RpcId,
  toolName: string,
  credential: Extract<Credential, { kind: 'consent' | 'unavailable' }>,
  { seal }: CallConversation,
  extraScopes: readonly string[] | undefined,
): void {
  const { res, wire, capabilities } = exchange
  if (credential.kind === 'unavailable') return answerOwn(exchange, id, errorResult(credential.message))
  const { elicitationId } = credential
  const sealState = () => seal({ kind: 'consent', elicitationId, extraScopes })
  const form = wire.encodeConsent({ need: credential, toolName, capabilities, extraScopes, sealState })
  if ('error' in form) answerError(res, id, form.error)
  else answerResult(res, id, form.result)
}

const declined = (toolName: string) =>
  errorResult(
    `${toolName} was not called, because the consent that it needs was declined. Call it again to be asked again.`,
  )

const stillRefused = ({ target }: ToolRoute) =>
  errorResult(
    `The MCP server of target ${target.name} refuses the login that its own authorization server has just renewed. Call again later; if this lasts, the gateway's administrator must check the target's OAuth client and scopes.`,
  )
