import { badSignature } from './authorization-header.ts'

/** Header fields by lower-case name, each with its values in the order of the wire. */
export type HeaderFields = ReadonlyMap<string, readonly string[]>

/** @param raw Node's `rawHeaders`: name, value, name, value … */
export function headerFields(raw: readonly string[]): HeaderFields {
  const fields = new Map<string, string[]>()
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = (raw[at] ?? '').toLowerCase()
    const values = fields.get(name)
    if (values) values.push(raw[at + 1] ?? '')
    else fields.set(name, [raw[at + 1] ?? ''])
  }
  return fields
}

const mustBeSigned = (name: string): boolean => name === 'host' || name === 'content-type' || name.startsWith('x-amz-')

/**
 * The headers that the signature covers, one value each. What decides anything must be among them: an unsigned
 * `x-amz-*` beside signed ones is how requests are bent under way (SG-3), and a second value of a signed header is
 * read differently by two readers (SG-6).
 */
export function signedFields(fields: HeaderFields, signed: readonly string[]): Record<string, string> {
  for (const name of ['host', 'x-amz-date']) {
    if (!signed.includes(name)) throw badSignature(`The header ${name} must be sent and signed.`)
  }
  if (signed.includes('authorization')) throw badSignature('The Authorization header cannot sign itself.')
  for (const [name, values] of fields) {
    const covered = signed.includes(name)
    if (mustBeSigned(name) && !covered) throw badSignature(`The header ${name} is sent but not signed.`)
    if (covered && values.length > 1) throw badSignature(`The header ${name} is sent more than once.`)
  }
  const picked: Record<string, string> = {}
  for (const name of signed) {
    const value = fields.get(name)?.[0]
    if (value === undefined) throw badSignature(`The header ${name} is signed but not sent.`)
    picked[name] = value
  }
  return picked
}

/**
 * A path whose canonical form is the path itself. Canonicalisation removes dot segments and doubled slashes, so two
 * paths would share one signature; the router must never see another path than the one that was signed (SG-5).
 */
export function assertPlainPath(rawPath: string): void {
  const segments = rawPath.split('/').slice(1, -1)
  const last = rawPath.slice(rawPath.lastIndexOf('/') + 1)
  const twisted = [...segments, last].some((segment) => segment === '.' || segment === '..') || segments.includes('')
  if (!rawPath.startsWith('/') || twisted) {
    throw badSignature('The path has empty or dot segments. Sign and send the plain path.')
  }
}

const presignParameters = /^x-amz-(?:algorithm|credential|date|expires|signature|signedheaders|security-token)$/i

/**
 * The query as names and values, for the canonical form. `+` means a space to some readers and a plus to others, and a
 * presigned query is a bearer credential that ends up in logs (SG-1): both are refused.
 */
export function signedQuery(rawQuery: string): Record<string, string[]> {
  const query = Object.create(null) as Record<string, string[]>
  if (rawQuery === '') return query
  if (rawQuery.includes('+')) throw badSignature('Encode a space in the query as %20 and a plus as %2B.')
  for (const pair of rawQuery.split('&')) {
    const [name = '', ...rest] = pair.split('=')
    const key = decoded(name)
    if (presignParameters.test(key)) {
      throw badSignature('Requests signed in the query string are not accepted. Sign with the Authorization header.')
    }
    ;(query[key] ??= []).push(decoded(rest.join('=')))
  }
  return query
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw badSignature('The query string is not valid percent-encoding.')
  }
}
