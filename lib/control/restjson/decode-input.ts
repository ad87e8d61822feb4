import { invalidField } from '../../kernel/domain-error.ts'
import { cannotParse } from '../validation.ts'
import { parseJson } from './json.ts'
import type { Route } from './router.ts'
import { assertStorable } from './storable.ts'

export interface InputParts {
  rawQuery: string
  contentType?: string
  body: Buffer
}

/** Gathers the members of path, query and body into one input. A member may come from its own place only. */
export function decodeInput({ operation, labels }: Route, { rawQuery, contentType, body }: InputParts): unknown {
  const input = bodyMembers(contentType, body)
  const elsewhere = [...Object.keys(labels), ...(operation.shape.query ?? [])]
  for (const name of elsewhere) {
    if (Object.hasOwn(input, name)) throw invalidField(name, 'This member does not belong into the body. Leave it out.')
  }
  for (const [name, value] of queryMembers(rawQuery)) {
    if (!operation.shape.query?.includes(name)) {
      throw invalidField(name.slice(0, 100), 'This member is not known in the query. Leave it out.')
    }
    if (Object.hasOwn(input, name)) throw invalidField(name, 'This member is given more than once.')
    input[name] = value
  }
  for (const [name, raw] of Object.entries(labels)) input[name] = percentDecoded(raw, name)
  assertStorable(input)
  return input
}

function bodyMembers(contentType: string | undefined, body: Buffer): Record<string, unknown> {
  if (body.length === 0) return {}
  assertJson(contentType)
  const value = parseJson(body)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw cannotParse('The body must be one JSON object.')
  }
  return value as Record<string, unknown>
}

/** The media type is parsed, not searched: `text/plain; x=application/json` is what a foreign page may send unasked. */
function assertJson(contentType = ''): void {
  const mediaType = contentType.split(';', 1)[0]?.trim().toLowerCase()
  if (mediaType !== 'application/json') throw cannotParse('Send the body as Content-Type: application/json.')
}

function* queryMembers(rawQuery: string): Generator<[string, string]> {
  for (const pair of rawQuery.split('&')) {
    if (pair === '') continue
    const at = pair.indexOf('=')
    const name = percentDecoded((at < 0 ? pair : pair.slice(0, at)).replaceAll('+', ' '), 'query')
    yield [name, at < 0 ? '' : percentDecoded(pair.slice(at + 1).replaceAll('+', ' '), name)]
  }
}

function percentDecoded(text: string, name: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw invalidField(name.slice(0, 100), 'This is not valid percent-encoding.')
  }
}
