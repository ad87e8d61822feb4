// Plays the console: answers pages, says what it was sent, and calls the API the way that the console does.
import { createServer } from 'node:http'

const { POSTERN_API_URL, POSTERN_INTERNAL_SECRET } = process.env

createServer(async (request, response) => {
  const { pathname } = new URL(request.url, 'http://stub.invalid')
  if (pathname === '/calls-the-api') {
    const answer = await fetch(`${POSTERN_API_URL}/echo`, {
      headers: { 'x-postern-internal': POSTERN_INTERNAL_SECRET },
    })
    response.setHeader('content-type', 'application/json')
    return response.end(await answer.text())
  }
  if (pathname === '/page') {
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.setHeader('x-powered-by', 'stub')
    response.setHeader('set-cookie', ['a=1', 'b=2'])
    return response.end('<!doctype html><title>page</title>')
  }
  let body = ''
  for await (const chunk of request) body += chunk
  response.setHeader('content-type', 'application/json')
  response.end(
    JSON.stringify({
      pid: process.pid,
      url: request.url,
      body,
      headers: request.headers,
      variables: Object.keys(process.env),
      api: POSTERN_API_URL,
    }),
  )
}).listen(Number(process.argv[2]), '127.0.0.1')
