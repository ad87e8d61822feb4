import type { ConsentNeeded } from '../rooms.ts'
import type { ConsentAnswer, ConsentQuestion, ToolResult } from './revision.ts'

const urlElicitationRequired = -32042

/**
 * The two forms that every revision with `initialize` can take (DESIGN §8.5). A client that declared capabilities
 * without URL mode would drop the error and show nothing, so it gets the link as text; a client that declared none at
 * all is one of AgentCore's plain clients, which read the error.
 */
export const encodeConsent = ({ need, toolName, capabilities, extraScopes }: ConsentQuestion): ConsentAnswer =>
  capabilities === undefined || capabilities.urlElicitation
    ? { error: consentError(need) }
    : { result: { ...consentText(need, toolName, extraScopes) } }

/** AgentCore's shape and words to the letter (agentcore.md f.3). */
function consentError(need: ConsentNeeded) {
  const elicitation = {
    mode: 'url',
    elicitationId: need.elicitationId,
    url: need.authorizationUrl,
    message: 'Please login to this URL for authorization.',
  }
  return {
    code: urlElicitationRequired,
    message: 'This request requires more information.',
    data: { elicitations: [elicitation] },
  }
}

/** For clients that cannot be asked to open a link; `isError`, or a tool with an output schema would have to fit it. */
export function consentText(need: ConsentNeeded, toolName: string, extraScopes?: readonly string[]): ToolResult {
  const text = [
    `${needOf(toolName, extraScopes)} Open this link in a browser:`,
    need.authorizationUrl,
    `The link works until ${hourOf(need)} UTC. When you have agreed there, then call ${toolName} again.`,
  ].join('\n')
  return { content: [{ type: 'text', text }], isError: true }
}

/** Why a person is asked, in one sentence. */
export const needOf = (toolName: string, extraScopes: readonly string[] = []): string =>
  extraScopes.length === 0
    ? `${toolName} acts in your name and needs your consent first.`
    : `${toolName} acts in your name and needs more than you have agreed to: ${extraScopes.join(' ').slice(0, 300)}.`

/** `12:34` */
export const hourOf = ({ expiresAt }: ConsentNeeded): string => new Date(expiresAt).toISOString().slice(11, 16)
