import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { toNodeHandler } from '@modelcontextprotocol/node'
import {
  createMcpHandler,
  getOAuthProtectedResourceMetadataUrl,
  McpServer,
  OAuthError,
  OAuthErrorCode,
  requireBearerAuth,
} from '@modelcontextprotocol/server'
import { z } from 'zod'
import { closeServer, type KitAuthorizationServer } from './authorization-server.ts'

export interface KitMcpServer {
  /** The MCP endpoint, and so the audience of its tokens. */
  url: string
  close(): Promise<void>
}

/** An MCP server that keeps notes for each person, behind bearer tokens of the kit's authorization server. */
export async function startMcpServer(options: {
  port?: number
  server: KitAuthorizationServer
}): Promise<KitMcpServer> {
  const http = createServer()
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject)
    http.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  const url = `http://localhost:${(http.address() as AddressInfo).port}/mcp`
  serve(http, url, options.server)
  return { url, close: () => closeServer(http) }
}

function serve(http: Server, url: string, server: KitAuthorizationServer): void {
  const metadataUrl = getOAuthProtectedResourceMetadataUrl(new URL(url))
  const gateFor = (requiredScopes: string[]) =>
    requireBearerAuth({ requiredScopes, resourceMetadataUrl: metadataUrl, verifier })
  const verifier = {
    async verifyAccessToken(token: string) {
      const facts = await server.introspect(token)
      if (facts === undefined || !facts.audience.includes(url)) {
        throw new OAuthError(OAuthErrorCode.InvalidToken, 'The token is unknown, expired or meant for another server.')
      }
      const { clientId, scopes, expiresAt, sub } = facts
      return { token, clientId, scopes, expiresAt, extra: { sub } }
    },
  }
  const mayRead = gateFor(['notes:read'])
  const mayWrite = gateFor(['notes:read', 'notes:write'])
  const notes = new Map<string, string[]>()
  const handler = createMcpHandler(() => notesServer(notes))
  const mcp = toNodeHandler({
    fetch: async (request) => {
      const passed = await ((await writes(request)) ? mayWrite : mayRead)(request)
      return passed instanceof Response ? passed : handler.fetch(request, { authInfo: passed })
    },
  })
  http.on('request', (request, response) => {
    const path = request.url ?? '/'
    if (path.startsWith('/mcp')) return void mcp(request, response)
    if (path !== new URL(metadataUrl).pathname) return response.writeHead(404).end()
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(
      JSON.stringify({
        resource: url,
        authorization_servers: [server.issuer],
        scopes_supported: ['notes:read', 'notes:write'],
      }),
    )
  })
}

/** Whoever may only read is told to come back with more (403, step-up) when he wants to keep a note. */
async function writes(request: Request): Promise<boolean> {
  const message: unknown = await request
    .clone()
    .json()
    .catch(() => undefined)
  return JSON.stringify(message)?.includes('"name":"add_note"') ?? false
}

interface Caller {
  http?: { authInfo?: { extra?: Record<string, unknown> } }
}
const callerOf = (context: Caller): string => String(context.http?.authInfo?.extra?.['sub'] ?? '')
const text = (value: string) => ({ content: [{ type: 'text' as const, text: value }] })

function notesServer(notes: Map<string, string[]>): McpServer {
  const server = new McpServer({ name: 'trial-notes', version: '1.0.0' })
  server.registerTool(
    'whoami',
    {
      title: 'Who am I',
      description: 'Says as whom this server sees you.',
      inputSchema: z.object({}),
      annotations: { readOnlyHint: true },
    },
    async (_arguments, context) => text(callerOf(context as Caller)),
  )
  server.registerTool(
    'add_note',
    {
      title: 'Add a note',
      description: 'Keeps a note for you alone.',
      inputSchema: z.object({ note: z.string().max(500) }),
    },
    async ({ note }, context) => {
      const caller = callerOf(context as Caller)
      notes.set(caller, [...(notes.get(caller) ?? []), note])
      return text(`Kept for ${caller}.`)
    },
  )
  server.registerTool(
    'list_notes',
    {
      title: 'List notes',
      description: 'Lists the notes that you kept.',
      inputSchema: z.object({}),
      annotations: { readOnlyHint: true },
    },
    async (_arguments, context) => text((notes.get(callerOf(context as Caller)) ?? []).join('\n') || 'No notes yet.'),
  )
  return server
}
