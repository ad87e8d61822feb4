import type { IncomingMessage, ServerResponse } from 'node:http'
import type { BrowserLegs, BrowserRequest, BrowserResponse } from '../identity/index.ts'
import { sendProblemPage } from './answers.ts'
import { readBody } from './body.ts'
import type { ConsoleActor } from './console-session.ts'

export interface BrowserLegsDependencies {
  legs: BrowserLegs
  /** Who is signed in to the console in this browser. */
  visitor(request: IncomingMessage): Promise<ConsoleActor | undefined>
}

const maxFormBytes = 16 * 1024

function send(response: ServerResponse, method: string, answer: BrowserResponse, requestId: string): void {
  if (answer.kind === 'problem') return sendProblemPage(response, answer, requestId)
  // 303 makes a GET of the posted form, whose fields must not travel on to the provider.
  response.writeHead(method === 'POST' ? 303 : 302, {
    location: answer.location,
    'content-length': 0,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    ...(answer.setCookies?.length ? { 'set-cookie': [...answer.setCookies] } : {}),
  })
  response.end()
}

const problem = (status: number, title: string, text: string): BrowserResponse => ({
  kind: 'problem',
  status,
  title,
  text,
})

async function readForm(request: IncomingMessage): Promise<URLSearchParams | BrowserResponse> {
  const mediaType = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase()
  if (mediaType !== 'application/x-www-form-urlencoded') {
    return problem(415, 'This is not the form', 'Open the authorization link again and use the buttons of its page.')
  }
  const body = await readBody(request, maxFormBytes)
  if (!body) return problem(413, 'This is not the form', 'The form was larger than it can be. Open the link again.')
  return new URLSearchParams(body.toString('utf8'))
}

export async function handleBrowserLeg(
  { legs, visitor }: BrowserLegsDependencies,
  leg: { room: 'authorize' } | { room: 'callback'; callbackId: string },
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
): Promise<void> {
  const method = request.method ?? 'GET'
  const query = new URL(request.url ?? '/', 'http://postern.invalid').searchParams
  const plain: BrowserRequest = { query, headers: request.headers, visitor: await visitor(request) }
  const answer = async (): Promise<BrowserResponse> => {
    // A HEAD is a link preview; it must not count as the browser's return.
    if (method === 'GET') return leg.room === 'callback' ? legs.callback(leg.callbackId, plain) : legs.authorize(plain)
    if (method === 'POST' && leg.room === 'authorize') {
      const form = await readForm(request)
      return form instanceof URLSearchParams ? legs.decide({ ...plain, form }) : form
    }
    response.setHeader('allow', leg.room === 'callback' ? 'GET' : 'GET, POST')
    return problem(405, 'This address is opened by a browser', 'Open the authorization link in a browser.')
  }
  send(response, method, await answer(), requestId)
}
