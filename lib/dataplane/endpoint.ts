import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { gatewayIdSchema } from '../contracts/ids.ts'
import type { EndpointDeps } from './endpoint-deps.ts'
import { Exchange } from './exchange.ts'
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

/** Answers one request to `/gateways/{gatewayId}/mcp`. Never rejects. */
export async function handleMcp(
  req: IncomingMessage,
  res: ServerResponse,
  gatewayId: string,
  deps: EndpointDeps,
): Promise<void> {
  if (!res.hasHeader('x-amzn-requestid')) res.setHeader('x-amzn-requestid', randomUUID())
  const exchange = new Exchange(req, res, gatewayId)
  const isAboutSession = req.method === 'GET' || req.method === 'DELETE'
  try {
    for (const step of isAboutSession ? aboutSession : posted) {
      const work = step(exchange, deps)
      if ((work instanceof Promise ? await work : work) === 'handled') return
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

function authenticateByToken(exchange: Exchange, deps: EndpointDeps): Promise<void> | undefined {
  return isSigned(exchange) ? undefined : authenticate(exchange, deps)
}

function authenticateBySignature(exchange: Exchange, deps: EndpointDeps): Promise<void> | undefined {
  return isSigned(exchange) ? authenticate(exchange, deps) : undefined
}

const isSigned = (exchange: Exchange) => exchange.gateway.door.kind === 'iam' && !hasApiKey(exchange)

async function takeBody(exchange: Exchange): Promise<void> {
  exchange.body = await readBody(exchange.req)
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
