import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { closeServer, mcpScopes, type KitAuthorizationServer } from './authorization-server.ts'
import { callTool, listTools } from './gateway-client.ts'
import { escapeHtml, kitPage, postButton } from './pages.ts'

interface Visitor {
  verifier?: string
  state?: string
  token?: string
}

export interface KitAgent {
  url: string
  /** Where Postern sends the browser after a consent; completes the binding with the visitor's own token. */
  returnUrl: string
  close(): Promise<void>
}

export interface AgentOptions {
  port?: number
  server: KitAuthorizationServer
  gatewayUrl: () => string
  /** CompleteResourceTokenAuth with the visitor's token, as an AWS application would call it. */
  complete: (userToken: string, sessionUri: string) => Promise<void>
}

/** A small application with an agent in it: its user signs in at the company's server, and the agent calls tools as him. */
export async function startAgent(options: AgentOptions): Promise<KitAgent> {
  const visitors = new Map<string, Visitor>()
  const http = createServer((request, response) => {
    handle(options, visitors, url, request, response).catch((error: unknown) => {
      respond(response, 500, 'That did not work', `<pre>${escapeHtml(String(error))}</pre><p><a href="/">Back</a></p>`)
    })
  })
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject)
    http.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  const url = `http://localhost:${(http.address() as AddressInfo).port}`
  await options.server.addClient({ clientId: 'trial-agent', redirectUris: [`${url}/signed-in`] })
  return { url, returnUrl: `${url}/return`, close: () => closeServer(http) }
}

async function handle(
  options: AgentOptions,
  visitors: Map<string, Visitor>,
  base: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', base)
  const visitor = visitorOf(request, response, visitors)
  if (request.method === 'POST' && url.pathname === '/call') return call(options, visitor, base, url, response)
  switch (url.pathname) {
    case '/':
      return home(options, visitor, response)
    case '/sign-in':
      return redirect(response, signInUrl(options, visitor, base))
    case '/signed-in':
      await redeem(options, visitor, base, url)
      return redirect(response, '/')
    case '/return':
      if (visitor.token === undefined) return redirect(response, '/')
      await options.complete(visitor.token, url.searchParams.get('session_id') ?? '')
      return respond(
        response,
        200,
        'Connected',
        '<p>The account is yours and is connected.</p><p><a href="/">Call the tool again</a></p>',
      )
    default:
      return respond(response, 404, 'Nothing here', '<p><a href="/">Back</a></p>')
  }
}

function visitorOf(request: IncomingMessage, response: ServerResponse, visitors: Map<string, Visitor>): Visitor {
  const id = /(?:^|; )trial-agent=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1]
  const known = id === undefined ? undefined : visitors.get(id)
  if (known !== undefined) return known
  const fresh = randomBytes(16).toString('base64url')
  const visitor: Visitor = {}
  visitors.set(fresh, visitor)
  response.setHeader('set-cookie', `trial-agent=${fresh}; HttpOnly; SameSite=Lax; Path=/`)
  return visitor
}

function signInUrl(options: AgentOptions, visitor: Visitor, base: string): string {
  visitor.verifier = randomBytes(32).toString('base64url')
  visitor.state = randomBytes(16).toString('base64url')
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: 'trial-agent',
    redirect_uri: `${base}/signed-in`,
    scope: `openid ${mcpScopes.join(' ')}`,
    resource: options.gatewayUrl(),
    state: visitor.state,
    code_challenge: createHash('sha256').update(visitor.verifier).digest('base64url'),
    code_challenge_method: 'S256',
  })
  return `${options.server.issuer}/auth?${query}`
}

async function redeem(options: AgentOptions, visitor: Visitor, base: string, url: URL): Promise<void> {
  if (url.searchParams.get('state') !== visitor.state) throw new Error('This sign-in was started in another browser.')
  const answer = await fetch(`${options.server.issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: 'trial-agent',
      code: url.searchParams.get('code') ?? '',
      redirect_uri: `${base}/signed-in`,
      code_verifier: visitor.verifier ?? '',
      resource: options.gatewayUrl(),
    }),
  })
  const body = (await answer.json()) as { access_token?: string; error?: string }
  if (body.access_token === undefined) throw new Error(`The sign-in failed: ${body.error ?? answer.status}`)
  visitor.token = body.access_token
}

async function home(options: AgentOptions, visitor: Visitor, response: ServerResponse): Promise<void> {
  if (visitor.token === undefined) {
    return respond(
      response,
      200,
      'Trial agent',
      '<p>Sign in, and the agent calls tools as you.</p><p><a href="/sign-in">Sign in</a></p>',
    )
  }
  const tools = await listTools(options.gatewayUrl(), visitor.token)
  const buttons = tools.map((tool) => `<p>${postButton(`/call?tool=${encodeURIComponent(tool)}`, `Call ${tool}`)}</p>`)
  const empty = '<p>No tools yet: attach the trial MCP server in the console, then reload this page.</p>'
  respond(
    response,
    200,
    'Trial agent',
    `<p>Tools of the gateway, listed without any consent:</p>${buttons.join('') || empty}`,
  )
}

async function call(
  options: AgentOptions,
  visitor: Visitor,
  base: string,
  url: URL,
  response: ServerResponse,
): Promise<void> {
  const tool = url.searchParams.get('tool') ?? ''
  const outcome = await callTool({
    gatewayUrl: options.gatewayUrl(),
    token: visitor.token ?? '',
    tool,
    returnUrl: `${base}/return`,
  })
  if (outcome.consentUrl !== undefined) {
    const link = escapeHtml(outcome.consentUrl)
    return respond(
      response,
      200,
      'Your consent is needed',
      `<p>The tool wants to act as you. <a href="${link}">Open the link</a>, agree, and call again.</p>`,
    )
  }
  respond(response, 200, 'Answer', `<pre>${escapeHtml(outcome.text)}</pre><p><a href="/">Back</a></p>`)
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(303, { location }).end()
}

function respond(response: ServerResponse, status: number, title: string, body: string): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'referrer-policy': 'no-referrer' })
  response.end(kitPage(title, body))
}
