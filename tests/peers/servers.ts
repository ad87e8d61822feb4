import { startPeerServer, type PeerServer } from '../_support/peers.ts'

const starts = {
  'mongodb-mcp-server': {
    program: 'mongodb-mcp-server/dist/esm/index.js',
    launch: (port: number) => ({
      args: ['--transport', 'http', '--httpPort', `${port}`, '--httpHost', '127.0.0.1', '--telemetry', 'disabled'],
    }),
  },
  'server-everything': {
    program: '@modelcontextprotocol/server-everything/dist/index.js',
    launch: (port: number) => ({ args: ['streamableHttp'], env: { PORT: `${port}` } }),
  },
  'notion-mcp-server': {
    program: '@notionhq/notion-mcp-server/bin/cli.mjs',
    launch: (port: number) => ({
      args: ['--transport', 'http', '--port', `${port}`, '--unsafe-disable-auth'],
      env: { NOTION_TOKEN: 'ntn_none' },
    }),
  },
  'server-system-monitor': {
    program: '@modelcontextprotocol/server-system-monitor/dist/index.js',
    launch: (port: number) => ({ env: { PORT: `${port}` } }),
  },
}

export type ServerName = keyof typeof starts

/** Starts one of the real MCP servers that npm has. */
export const startServer = (name: ServerName): Promise<PeerServer> => startPeerServer(starts[name])
