import { isObject } from '../rpc/message.ts'
import type { ClientCapabilities } from '../session.ts'
import { errorResult } from '../upstream/explain.ts'
import { parseOrUndefined } from '../upstream/judge-answer.ts'
import { upstreamLimits } from '../upstream/outcome.ts'
import type { CallConversation } from './call-state.ts'

const urlElicitationRequired = -32042

export interface Link {
  url: string
  message: string
}

/** The links that a server of an older revision wants opened first; newer ones have no such error (mcp.md 1.3). */
export function linksAsked(body: Uint8Array): Link[] | undefined {
  if (body.length > upstreamLimits.parseBytes) return undefined
  const text = Buffer.from(body).toString('utf8')
  const message = text.includes(String(urlElicitationRequired)) ? parseOrUndefined(text) : undefined
  const error = isObject(message) && isObject(message.error) ? message.error : undefined
  if (error?.code !== urlElicitationRequired) return undefined
  const asked =
    isObject(error.data) && Array.isArray(error.data.elicitations) ? (error.data.elicitations as unknown[]) : []
  return asked.flatMap((one) =>
    isObject(one) && typeof one.url === 'string' ? [{ url: one.url, message: String(one.message ?? '') }] : [],
  )
}

/** The same question as a result: to be answered by the retry, or to be read where the client cannot open links. */
export function linksQuestion(
  links: readonly Link[],
  toolName: string,
  capabilities: ClientCapabilities | undefined,
  { seal }: CallConversation,
): object {
  if (links.length === 0 || !capabilities?.urlElicitation) {
    const list = links.map(({ url, message }) => `${message}\n${url}`)
    return errorResult(
      [`${toolName} needs something from you first.`, ...list, `Then call ${toolName} again.`].join('\n'),
    )
  }
  const inputRequests = Object.fromEntries(
    links.map((link, index) => [
      `link${index + 1}`,
      { method: 'elicitation/create', params: { mode: 'url', ...link } },
    ]),
  )
  return { resultType: 'input_required', inputRequests, requestState: seal({ kind: 'consent' }) }
}
