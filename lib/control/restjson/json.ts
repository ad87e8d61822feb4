import { parse } from 'secure-json-parse'
import { exceedsJsonLimits } from '../../kernel/json-limits.ts'
import { cannotParse } from '../validation.ts'

/**
 * Parses a request body.
 * @throws DomainError ValidationException CannotParse: not UTF-8, not JSON, too deep, too many members, `__proto__`
 */
export function parseJson(body: Buffer): unknown {
  const excess = exceedsJsonLimits(body)
  if (excess !== undefined) throw cannotParse(`The body ${excess}.`)
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    throw cannotParse('The body is not valid UTF-8.')
  }
  try {
    return parse(text)
  } catch {
    throw cannotParse('The body is not valid JSON.')
  }
}
