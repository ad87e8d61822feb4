import {
  Client,
  ProtocolError,
  SdkError,
  SdkErrorCode,
  StreamableHTTPClientTransport,
} from '@modelcontextprotocol/client'
import { z } from 'zod'
import type { Secret } from '../../kernel/secret.ts'
import { catalogueHash, type ToolText } from '../catalogue/tool.ts'
import { catalogueLimits, judgeTools, shown } from '../catalogue/judge-tools.ts'
import { guardFetch, type GuardedFetch, type OutgoingFetch } from './guard-fetch.ts'
import { SyncFailure } from './sync-failure.ts'

export const syncLimits = { capMs: 30_000, discoveryMs: 10_000, answerBytes: 16 * 1024 * 1024, pages: 100 } as const

export interface FetchToolsRequest {
  endpoint: string
  accessToken?: Secret
  fetch: OutgoingFetch
  version: string
  capMs?: number
  /** Called between two pages. */
  betweenPages(): void | Promise<void>
}

/** Connects to an MCP server and reads its whole list of tools. Throws SyncFailure, with words for the administrator. */
export async function fetchTools(request: FetchToolsRequest): Promise<ToolText[]> {
  const capMs = request.capMs ?? syncLimits.capMs
  const deadline = AbortSignal.timeout(capMs)
  const stop = new AbortController()
  const guarded = guardFetch(request.fetch, {
    maxBytes: syncLimits.answerBytes,
    timeoutMs: capMs,
    deadline,
    giveUp: () => stop.abort(),
  })
  const options = { signal: AbortSignal.any([deadline, stop.signal]), timeout: capMs }
  let connection: Connection | undefined
  try {
    connection = await connect(request, guarded, options)
    const { client, transport } = connection
    const { values, pages } = await listAll(client, options, request.betweenPages)
    const tools = judged(values)
    // A list that is read in pages is no snapshot; a second reading tells whether it held still.
    if (
      pages > 1 &&
      catalogueHash(tools) !== catalogueHash(judged((await listAll(client, options, () => undefined)).values))
    )
      throw new SyncFailure(
        'The list of tools changed while it was being read. Synchronize again when the server is at rest.',
      )
    await transport.terminateSession().catch(() => undefined)
    return tools
  } catch (error) {
    throw explain(error, guarded.failure(), deadline.aborted ? capMs : undefined)
  } finally {
    await connection?.client.close().catch(() => undefined)
  }
}

interface Connection {
  client: Client
  transport: StreamableHTTPClientTransport
}
interface CallOptions {
  signal: AbortSignal
  timeout: number
}

/**
 * The SDK finds out whether the server wants `initialize`. It gives up where the answer to that question is lost, as with
 * servers that leave unknown methods unanswered; then `initialize` gets its turn.
 */
async function connect(request: FetchToolsRequest, guarded: GuardedFetch, options: CallOptions): Promise<Connection> {
  const open = async (mode: 'auto' | 'legacy'): Promise<Connection> => {
    const transport = new StreamableHTTPClientTransport(new URL(request.endpoint), {
      fetch: guarded.fetch,
      ...(request.accessToken && {
        requestInit: { headers: { authorization: `Bearer ${request.accessToken.reveal()}` } },
      }),
    })
    const versionNegotiation = { mode, probe: { timeoutMs: Math.min(syncLimits.discoveryMs, options.timeout / 3) } }
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

const lostAnswer: ReadonlySet<string> = new Set([SdkErrorCode.RequestTimeout, SdkErrorCode.EraNegotiationFailed])

const pageSchema = z.looseObject({ tools: z.array(z.unknown()), nextCursor: z.string().optional() })

async function listAll(
  client: Client,
  options: CallOptions,
  betweenPages: () => void | Promise<void>,
): Promise<{ values: unknown[]; pages: number }> {
  const values: unknown[] = []
  const cursors = new Set<string>()
  for (let cursor: string | undefined; ;) {
    const page = await client
      .request({ method: 'tools/list', params: cursor === undefined ? {} : { cursor } }, pageSchema, options)
      .catch((error: unknown) => {
        throw explainList(error, cursor !== undefined)
      })
    for (const tool of page.tools) values.push(tool)
    if (values.length > catalogueLimits.tools)
      throw new SyncFailure(
        `The MCP server lists more than ${catalogueLimits.tools} tools, the most that fit one target.`,
      )
    if (!page.nextCursor) return { values, pages: cursors.size + 1 }
    if (cursors.has(page.nextCursor))
      throw new SyncFailure('The MCP server hands out the same page of tools again and again. Its paging is broken.')
    cursor = page.nextCursor
    cursors.add(cursor)
    if (cursors.size >= syncLimits.pages)
      throw new SyncFailure(`The list of tools has more than ${syncLimits.pages} pages. Make the pages larger.`)
    await betweenPages()
  }
}

function judged(values: readonly unknown[]): ToolText[] {
  const { tools, problems } = judgeTools(values, values.map(printed))
  const [problem] = problems
  if (problem === undefined) return tools
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more of the kind)` : ''
  throw new SyncFailure(
    `The list of tools is faulty at ${problem.path}: ${problem.message}${more} The MCP server must be corrected.`,
  )
}

function printed(value: unknown): string {
  try {
    return JSON.stringify(value)
  } catch {
    throw new SyncFailure('A tool definition is nested too deeply to be read. The MCP server must be corrected.')
  }
}

function explainList(error: unknown, laterPage: boolean): unknown {
  if (!ProtocolError.isInstance(error)) return error
  if (error.code === -32601)
    return new SyncFailure('The MCP server has no tools (it does not know tools/list). There is nothing to attach.')
  if (laterPage && error.code === -32602)
    return new SyncFailure(
      'The list of tools changed while it was being read: the server no longer knows its own page mark. Synchronize again.',
    )
  return error
}

function explain(error: unknown, onTheWire: SyncFailure | undefined, cappedAtMs: number | undefined): SyncFailure {
  if (cappedAtMs !== undefined)
    return new SyncFailure(
      `Runtime initialization time exceeded: the MCP server did not finish within ${Math.ceil(cappedAtMs / 1000)} s. Check that it is up, then synchronize again.`,
      { cause: error },
    )
  if (error instanceof SyncFailure) return error
  if (onTheWire !== undefined) return onTheWire
  if (ProtocolError.isInstance(error))
    return new SyncFailure(`The MCP server refused with error ${error.code}: ${shown(error.message)}`, { cause: error })
  if (SdkError.isInstance(error) && error.code === SdkErrorCode.InvalidResult)
    return new SyncFailure('The MCP server answered tools/list with something that is no list of tools.', {
      cause: error,
    })
  return new SyncFailure(
    'The MCP server did not speak MCP as Postern knows it. Check the endpoint and the server’s log.',
    {
      cause: error,
    },
  )
}
