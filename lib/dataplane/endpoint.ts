import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { EndpointDeps } from './endpoint-deps.ts'
import { Exchange } from './exchange.ts'
import type { GatewayView } from './gateway-view.ts'
import { authenticate } from './inbound/authenticate.ts'
import { hasApiKey } from './inbound/api-key.ts'
import { chooseReply } from './inbound/choose-reply.ts'
import { admitSelfContained, chooseRevision, goToWorker, openSession, wakeSession } from './inbound/open-session.ts'
import { readBody } from './inbound/read-body.ts'
import {
  chooseNaming,
  refuseForeignOrigin,
  refuseOtherContent,
  refuseOtherMethods,
  refuseTokenInQuery,
} from './inbound/refuse-early.ts'
import { refuse } from './inbound/refuse.ts'
import { endSession } from './live/end-session.ts'
import { openNews } from './live/open-news.ts'
import { answerBody } from './methods/answer-body.ts'
import { parseMessages } from './rpc/message.ts'
import { HttpRefusal } from './rpc/refusals.ts'

/** `handled` ends the way: somebody else answers. */
type Verdict = 'handled' | undefined | void
type Step = (exchange: Exchange, deps: EndpointDeps) => Verdict | Promise<Verdict>

/** The way of every request, in this order and no other … */
const first: readonly Step[] = [
  refuseForeignOrigin, // before anything is spent on a page that has no business here
  refuseTokenInQuery, // a token in an address is spoilt, even a good one
  chooseNaming, // ?names=bare
  findGateway, // absent, deleted and malformed look alike
  refuseOtherMethods, // without sessions there is no stream to GET and nothing to DELETE
  authenticateByToken, // strangers do not get to send four megabytes
]

/** … of one with a message … */
const posted: readonly Step[] = [
  ...first,
  refuseOtherContent, // JSON, so that no page's form can send it
  takeBody, // capped while it arrives
  authenticateBySignature, // a signature is over the body
  parse, // depth and keys counted before the parser runs
  admitSelfContained, // the era is known from here on, and so is whether headers and body agree
  openSession, // only its owner's
  chooseRevision, // the last step that knows of protocol dates
  goToWorker, // to the process that holds its streams
  wakeSession,
  chooseReply,
  answerBody, // route → credential → MCP server → answer
]

/** … and of one that is about a session itself. */
const aboutSession: readonly Step[] = [
  ...first,
  authenticateBySignature,
  openSession,
  chooseRevision,
  goToWorker,
  wakeSession,
  answerAboutSession,
]

/** Answers one request to `/gateways/{gatewayId}/mcp`. Never throws and never rejects. */
export function handleMcp(
  req: IncomingMessage,
  res: ServerResponse,
  gatewayId: string,
  deps: EndpointDeps,
): void | Promise<void> {
  const known = res.getHeader('x-amzn-requestid')
  const requestId = typeof known === 'string' ? known : randomUUID()
  if (known === undefined) res.setHeader('x-amzn-requestid', requestId)
  const isAboutSession = req.method === 'GET' || req.method === 'DELETE'
  return walk(new Exchange(req, res, gatewayId, requestId), isAboutSession ? aboutSession : posted, 0, deps)
}

/**
 * Takes the steps from one on, and waits only for those that have to wait: of a call whose gateway and caller are known
 * that is for its body. An `async` function would wait after each.
 */
function walk(exchange: Exchange, steps: readonly Step[], from: number, deps: EndpointDeps): void | Promise<void> {
  try {
    for (let at = from; at < steps.length; at++) {
      const verdict = steps[at]?.(exchange, deps)
      if (verdict === 'handled') return
      if (verdict instanceof Promise)
        return verdict.then(
          (awaited) => (awaited === 'handled' ? undefined : walk(exchange, steps, at + 1, deps)),
          (error: unknown) => refuse(exchange, error, deps),
        )
    }
  } catch (error) {
    refuse(exchange, error, deps)
  }
}

function findGateway(exchange: Exchange, { views }: EndpointDeps): void | Promise<void> {
  const found = views.find(exchange.gatewayId)
  return found instanceof Promise ? found.then((view) => enter(exchange, view)) : enter(exchange, found)
}

function enter(exchange: Exchange, view: GatewayView | undefined): void {
  if (!view) throw new HttpRefusal(404, 'There is no gateway at this address.')
  exchange.gateway = view
}

function authenticateByToken(exchange: Exchange, deps: EndpointDeps): void | Promise<void> {
  if (!isSigned(exchange)) return authenticate(exchange, deps)
}

function authenticateBySignature(exchange: Exchange, deps: EndpointDeps): void | Promise<void> {
  if (isSigned(exchange)) return authenticate(exchange, deps)
}

const isSigned = (exchange: Exchange) => exchange.gateway.door.kind === 'iam' && !hasApiKey(exchange)

function takeBody(exchange: Exchange): Promise<void> {
  return readBody(exchange.req).then((body) => void (exchange.body = body))
}

function parse(exchange: Exchange): void {
  const messages = parseMessages(exchange.body ?? Buffer.alloc(0))
  if (!Array.isArray(messages)) exchange.message = messages as Exclude<typeof messages, readonly unknown[]>
  else {
    exchange.batch = messages
    exchange.message = messages[0]
  }
}

function answerAboutSession(exchange: Exchange, deps: EndpointDeps): Promise<void> | void {
  return exchange.req.method === 'GET' ? openNews(exchange, deps) : endSession(exchange, deps)
}
