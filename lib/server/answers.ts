import type { ServerResponse } from 'node:http'
import { problemPage, problemPagePolicy } from './problem-page.ts'
import type { Route } from './route-table.ts'

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const text = Buffer.from(JSON.stringify(body))
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': text.length,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  response.end(text)
}

export interface Problem {
  status: number
  title: string
  text: string
  setCookies?: readonly string[]
}

export function sendProblemPage(response: ServerResponse, problem: Problem, requestId: string): void {
  const page = Buffer.from(problemPage({ ...problem, requestId }))
  response.writeHead(problem.status, {
    'content-type': 'text/html; charset=utf-8',
    'content-length': page.length,
    'cache-control': 'no-store',
    'content-security-policy': problemPagePolicy,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': 'same-origin',
    ...(problem.setCookies?.length ? { 'set-cookie': [...problem.setCookies] } : {}),
  })
  response.end(page)
}

const errorTypes: Record<number, string> = {
  400: 'ValidationException',
  405: 'ValidationException',
  413: 'RequestEntityTooLargeException',
  421: 'AccessDeniedException',
  503: 'ServiceUnavailableException',
}

/** Refuses in the language of whoever asked: JSON-RPC to MCP clients, restJson to API clients, a page to people. */
export function sendRefusal(
  response: ServerResponse,
  room: Route['room'],
  refusal: { status: number; message: string },
  requestId: string,
): void {
  const { status, message } = refusal
  if (response.headersSent) return void response.destroy()
  switch (room) {
    case 'mcp':
      return sendJson(response, status, {
        jsonrpc: '2.0',
        id: null,
        error: { code: status >= 500 ? -32603 : -32600, message: `${message} (request ${requestId})` },
      })
    case 'console':
    case 'authorize':
    case 'callback':
    case 'oauth':
      return sendProblemPage(response, { status, title: 'That did not work', text: message }, requestId)
    default:
      response.setHeader('x-amzn-errortype', errorTypes[status] ?? 'InternalServerException')
      return sendJson(response, status, { message })
  }
}
