import { Client, SdkError, SdkErrorCode, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import type { Secret } from '../../kernel/secret.ts'
import type { GuardedFetch } from './guard-fetch.ts'

export interface Connection {
  client: Client
  transport: StreamableHTTPClientTransport
}
export interface CallOptions {
  signal: AbortSignal
  timeout: number
}

/** Longest wait for an answer to the question whether a server can do without `initialize`. */
const discoveryMs = 10_000

const lostAnswer: ReadonlySet<string> = new Set([SdkErrorCode.RequestTimeout, SdkErrorCode.EraNegotiationFailed])

/**
 * The SDK finds out whether the server wants `initialize`. It gives up where the answer to that question is lost, as with
 * servers that leave unknown methods unanswered; then `initialize` gets its turn.
 */
export async function connect(
  request: { endpoint: string; accessToken?: Secret; version: string },
  guarded: GuardedFetch,
  options: CallOptions,
): Promise<Connection> {
  const open = async (mode: 'auto' | 'legacy'): Promise<Connection> => {
    const transport = new StreamableHTTPClientTransport(new URL(request.endpoint), {
      fetch: guarded.fetch,
      ...(request.accessToken && {
        requestInit: { headers: { authorization: `Bearer ${request.accessToken.reveal()}` } },
      }),
    })
    const versionNegotiation = { mode, probe: { timeoutMs: Math.min(discoveryMs, options.timeout / 3) } }
    const client = new Client({ name: 'Postern', version: request.version }, { capabilities: {}, versionNegotiation })
    try {
      await client.connect(transport, options)
    } catch (error) {
      await transport.close().catch(() => undefined)
      throw error
    }
    return { client, transport }
  }
  return open('auto').catch((error: unknown) => {
    const lost = SdkError.isInstance(error) && lostAnswer.has(error.code)
    if (!lost || options.signal.aborted || guarded.failure()) throw error
    return open('legacy')
  })
}
