import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { runPeer } from '../_support/peers.ts'

const program = '@modelcontextprotocol/inspector/clients/mcpdo/build/mcp-bin.js'

/** What mcpdo prints as JSON, as far as the tests look at it. */
const answer = z.object({
  name: z.string().optional(),
  pendingAuth: z.boolean().optional(),
  authUrl: z.string().optional(),
  tools: z.array(z.object({ name: z.string() })).optional(),
  elicitationPending: z
    .object({ elicitationId: z.string(), url: z.string(), mode: z.string(), toolName: z.string() })
    .optional(),
  content: z.array(z.unknown()).optional(),
})
export type McpdoAnswer = z.infer<typeof answer>

export interface Mcpdo {
  run(...args: string[]): Promise<McpdoAnswer>
  /** Ends the helper process that keeps connections open between commands. */
  stop(): Promise<void>
}

export interface McpdoOptions {
  /** Where it waits for the browser; it has a fixed port otherwise. */
  callbackUrl?: string
  /** Of its Client ID Metadata Document: who it says it is where servers take such names. */
  clientMetadataUrl?: string
}

/** The inspector's command-line client, with a home folder of its own. */
export function createMcpdo({ callbackUrl, clientMetadataUrl }: McpdoOptions = {}): Mcpdo {
  const home = mkdtempSync(join(tmpdir(), 'mcpdo-'))
  const clientConfig = join(home, 'client.json')
  if (clientMetadataUrl !== undefined)
    writeFileSync(clientConfig, JSON.stringify({ cimd: { enabled: true, clientMetadataUrl } }))
  const env = {
    HOME: home,
    MCP_INSPECTOR_SECRET_STORE: 'file',
    ...(callbackUrl !== undefined && { MCP_OAUTH_CALLBACK_URL: callbackUrl }),
    ...(clientMetadataUrl !== undefined && { MCP_CLIENT_CONFIG_PATH: clientConfig }),
  }
  const run = (args: string[]) => runPeer({ program, args: ['--format', 'json', ...args], env })
  return {
    async run(...args) {
      const { code, stdout, stderr } = await run(args)
      const parsed = answer.safeParse(safeJson(stdout))
      if (code === 0 && parsed.success) return parsed.data
      throw new Error(`mcpdo ${args.join(' ')} ended with ${code}:\n${stdout}\n${stderr}`)
    },
    async stop() {
      await run(['daemon', 'stop'])
      rmSync(home, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
