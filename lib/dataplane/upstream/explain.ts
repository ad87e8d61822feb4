import type { ToolResult } from '../wire/index.ts'
import type { Fault, Outcome } from './outcome.ts'

type Failure = Exclude<Outcome, { kind: 'answered' | 'cancelled' }>

const faultWords: Record<Fault, string> = {
  unreachable: 'could not be reached',
  'no-such-name': 'has a name that does not resolve',
  'bad-certificate': 'shows a TLS certificate that is not valid for it',
  'not-allowed': 'is at an address that this gateway may not call',
  'no-answer': 'did not answer within 60 seconds',
  'too-slow': 'did not finish its answer in time',
  'broke-off': 'broke off in the middle of its answer',
  'too-large': 'sent more than this gateway passes on',
  'not-mcp': 'answered with something that is not MCP',
  'no-result': 'ended its answer without a result',
  'wrong-answer': 'answered another question than the one it was asked',
  handshake: 'did not complete the MCP handshake',
  silent: 'has been silent for 60 seconds, and did not answer a second question either',
  'breaker-open': 'was not called, because it failed too often',
}

/** The call failed at the MCP server: a result that names the target, the party at fault and the next step (I7). */
export function explainFailure(failure: Failure, targetName: string, debug: boolean): ToolResult {
  const { words, next, technical } = reasonOf(failure)
  return errorResult(`The MCP server of target ${targetName} ${words}. ${next}`, debug ? technical : undefined)
}

export const errorResult = (text: string, technical?: { type: string; text: string }): ToolResult => ({
  content: [{ type: 'text', text }],
  isError: true,
  ...(technical && { _meta: { debug: technical } }),
})

function reasonOf(failure: Failure) {
  if (failure.kind === 'broken') {
    const technical = { type: failure.fault, text: failure.detail }
    return { words: failure.words ?? faultWords[failure.fault], next: retryLater, technical }
  }
  const { status, headers } = failure
  const technical = { type: 'http', text: `status ${status}, Content-Type ${headers.get('content-type') ?? 'missing'}` }
  return { ...refusalWords(failure), technical }
}

const retryLater = 'Call again later; if this lasts, the operator of that server must look.'

function refusalWords({ status, headers }: Extract<Failure, { kind: 'refused' }>): { words: string; next: string } {
  if (status < 400)
    return {
      words: `answered with a redirect (${status}), which is not followed`,
      next: "The gateway's administrator must set the endpoint's final address.",
    }
  if (status === 401)
    return {
      words: 'asks for a login that this target does not have',
      next: "The gateway's administrator must give the target an OAuth client.",
    }
  if (status === 403) return forbidden(headers.get('www-authenticate') ?? '')
  if (status === 404)
    return {
      words: 'has nothing at the address of this target (404)',
      next: "The gateway's administrator must check the endpoint.",
    }
  if (status === 429) {
    const seconds = /^\d{1,6}$/.exec(headers.get('retry-after') ?? '')?.[0]
    return { words: 'takes no more calls now (429)', next: seconds ? `Call again in ${seconds} seconds.` : retryLater }
  }
  return { words: `answered with status ${status}`, next: retryLater }
}

/** RFC 6750 §3.1. Scopes from outside are shown only as far as they look like scopes. */
function forbidden(challenge: string): { words: string; next: string } {
  if (!/\berror="?insufficient_scope\b/.test(challenge))
    return { words: 'does not allow this call (403)', next: 'Ask the owner of that server for access.' }
  const scopes = /\bscope="([\x21\x23-\x5b\x5d-\x7e ]{1,300})"/.exec(challenge)?.[1]
  return {
    words: `wants more than was consented to${scopes ? `: ${scopes}` : ''}`,
    next: "The gateway's administrator must add the missing scopes to the target; you will then be asked for consent again.",
  }
}
