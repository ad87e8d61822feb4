import { consentText, hourOf, needOf } from '../consent-forms.ts'
import type { ConsentAnswer, ConsentQuestion } from '../revision.ts'

/** The retry says under this name whether the person agreed to open the link. */
const questionKey = 'consent'

/** The call is answered by a question; the client retries it with the answer and the state (mcp.md 1.3). */
export function encodeConsent({
  need,
  toolName,
  capabilities,
  extraScopes,
  sealState,
}: ConsentQuestion): ConsentAnswer {
  if (!capabilities?.urlElicitation)
    return { result: { resultType: 'complete', ...consentText(need, toolName, extraScopes) } }
  const message = `${needOf(toolName, extraScopes)} The link works until ${hourOf(need)} UTC.`
  const question = { method: 'elicitation/create', params: { mode: 'url', url: need.authorizationUrl, message } }
  return {
    result: { resultType: 'input_required', inputRequests: { [questionKey]: question }, requestState: sealState() },
  }
}
