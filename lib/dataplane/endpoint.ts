import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { gatewayIdSchema } from '../contracts/ids.ts'
import { DomainError } from '../kernel/domain-error.ts'
import type { EndpointDeps } from './endpoint-deps.ts'
import { Exchange } from './exchange.ts'
import { authenticate } from './inbound/authenticate.ts'
import { admitSelfContained, chooseRevision, openSession } from './inbound/open-session.ts'
import { readBody } from './inbound/read-body.ts'
import {
  chooseNaming,
  refuseForeignOrigin,
  refuseOtherContent,
  refuseOtherMethods,
  refuseTokenInQuery,
} from './inbound/refuse-early.ts'
import { answerMessage } from './methods/answer-message.ts'
import { answerError } from './rpc/answer.ts'
import { parseMessage } from './rpc/message.ts'
import { HttpRefusal, rpcErrors, RpcRefusal } from './rpc/refusals.ts'

type Step = (exchange: Exchange, deps: EndpointDeps) => void | Promise<void> | undefined

/** The way of one request, in this order and no other. */
const order: readonly Step[] = [
  refuseForeignOrigin, // before anything is spent on a page that has no business here
  refuseOtherMethods, // no stream to GET, nothing to DELETE
  refuseTokenInQuery, // a token in an address is spoilt, even a good one
  chooseNaming, // ?names=bare
  findGateway, // absent, deleted and malformed look alike
  authenticateByToken, // strangers do not get to send four megabytes
  refuseOtherContent, // JSON, so that no page's form can send it
  takeBody, // capped while it arrives
  authenticateBySignature, // a signature is over the body
  parse, // depth and keys counted before the parser runs
  admitSelfContained, // the era is known from here on, and so is whether headers and body agree
  openSession, // only its owner's, optional
  chooseRevision, // the last step that knows of protocol dates
  answerMessage, // route → credential → MCP server → answer
]

/** Answers one request to `/gateways/{gatewayId}/mcp`. Never rejects. */
export async function handleMcp(
  req: IncomingMessage,
  res: ServerResponse,
  gatewayId: string,
  deps: EndpointDeps,
): Promise<void> {
  if (!res.hasHeader('x-amzn-requestid')) res.setHeader('x-amzn-requestid', randomUUID())
  const exchange = new Exchange(req, res, gatewayId)
  try {
    for (const step of order) {
      const work = step(exchange, deps)
      if (work) await work
    }
  } catch (error) {
    refuse(exchange, error, deps)
  }
}

async function findGateway(exchange: Exchange, { views }: EndpointDeps): Promise<void> {
  const found = gatewayIdSchema.safeParse(exchange.gatewayId).success ? views.find(exchange.gatewayId) : undefined
  const view = found instanceof Promise ? await found : found
  if (!view) throw new HttpRefusal(404, 'There is no gateway at this address.')
  exchange.gateway = view
}

function authenticateByToken(exchange: Exchange, { policy }: EndpointDeps): Promise<void> | undefined {
  return exchange.gateway.door.kind === 'iam' ? undefined : authenticate(exchange, policy)
}

function authenticateBySignature(exchange: Exchange, { policy }: EndpointDeps): Promise<void> | undefined {
  return exchange.gateway.door.kind === 'iam' ? authenticate(exchange, policy) : undefined
}

async function takeBody(exchange: Exchange): Promise<void> {
  exchange.body = await readBody(exchange.req)
}

function parse(exchange: Exchange): void {
  exchange.message = parseMessage(exchange.body)
}

function refuse({ res, message }: Exchange, error: unknown, { logger }: EndpointDeps): void {
  const id = message?.kind === 'request' ? message.id : null
  if (error instanceof HttpRefusal) {
    const { code, message: text, data, status, headers } = error
    answerError(res, error.id, { code, message: text, data }, status, { ...headers })
  } else if (error instanceof RpcRefusal) {
    answerError(res, id, { code: error.code, message: error.message, data: error.data })
  } else if (error instanceof DomainError && error.code !== 'InternalServerException') {
    if (id !== null) return answerError(res, id, { code: rpcErrors.internal, message: error.message })
    const headers = { 'x-amzn-errortype': error.code, ...(error.status === 503 && { 'retry-after': '5' }) }
    answerError(res, null, { code: rpcErrors.refused, message: error.message }, error.status, headers)
  } else {
    const requestId = res.getHeader('x-amzn-requestid')
    logger.error({ error, requestId }, 'a request to a gateway failed by our own fault')
    const text = `Postern failed. Call again; if this lasts, give its administrator the request id ${String(requestId)}.`
    answerError(res, id, { code: rpcErrors.internal, message: text }, id === null ? 500 : 200)
  }
}
