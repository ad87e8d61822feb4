import type { FieldErrors, FieldPath, FieldValues, Resolver } from 'react-hook-form'
import type { z } from 'zod'

/**
 * A form that edits one operation's input. The contract's schema is the only rule book: what a person typed is turned
 * into the request, the request is checked, and every fault finds its field again by the path of the member it is about.
 * The server's `fieldList` takes the same way back.
 */
export interface WireForm<Values extends FieldValues> {
  /** The request, exactly as it will be sent. */
  toInput(values: Values): unknown
  schema: z.ZodType
  /** Dotted path of a member (and all below it) → the form's field. */
  fields: Readonly<Record<string, FieldPath<Values>>>
}

const isWithin = (path: string, prefix: string): boolean => path === prefix || path.startsWith(`${prefix}.`)

/** The field for a member's path: the longest listed path that holds it. The server writes an entry of a list as `[0]`. */
export function fieldFor<Values extends FieldValues>(
  form: WireForm<Values>,
  member: string,
): FieldPath<Values> | undefined {
  const path = member.replace(/\[(\w+)\]/g, '.$1')
  const known = Object.keys(form.fields)
    .filter((prefix) => isWithin(path, prefix))
    .sort((one, other) => other.length - one.length)[0]
  return known === undefined ? undefined : form.fields[known]
}

/** zod's own words are for programmers; a required text left empty deserves a plain sentence. */
function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_small' && issue.origin === 'string' && issue.minimum === 1) return 'Fill in this field.'
  if (issue.code === 'too_small' && issue.origin === 'array') return 'Give at least one.'
  if (issue.code === 'too_big' && issue.origin === 'string') return `Use at most ${issue.maximum} characters.`
  if (issue.code === 'invalid_type' && issue.input === undefined) return 'Fill in this field.'
  if (issue.code === 'invalid_key') return 'Use letters, digits, hyphens, dots and underscores.'
  return issue.message
}

/** Every fault with its field; what belongs to no field is under `''`. First fault of a field wins. */
export function faultsOf<Values extends FieldValues>(form: WireForm<Values>, values: Values): Map<string, string> {
  const faults = new Map<string, string>()
  const result = form.schema.safeParse(form.toInput(values), { reportInput: true })
  for (const issue of result.success ? [] : result.error.issues) {
    const field = fieldFor(form, issue.path.map(String).join('.')) ?? ''
    if (!faults.has(field)) faults.set(field, messageOf(issue))
  }
  return faults
}

/** For react-hook-form. Faults without a field go to `root`, which the form shows at its foot. */
export const wireResolver =
  <Values extends FieldValues>(form: WireForm<Values>): Resolver<Values> =>
  (values) => {
    const faults = faultsOf(form, values)
    if (faults.size === 0) return { values, errors: {} }
    const errors = Object.fromEntries(
      [...faults].map(([field, message]) => [field === '' ? 'root' : field, { type: 'contract', message }]),
    )
    return { values: {}, errors: errors as FieldErrors<Values> }
  }

/** Text fields are never absent, members of a request may be. */
export const orAbsent = (text: string): string | undefined => (text.trim() === '' ? undefined : text.trim())
/** “One per line or comma separated”. */
export const toList = (text: string): string[] => [
  ...new Set(
    text
      .split(/[\n,]/)
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  ),
]
/** The same, for values without spaces such as scopes. */
export const toWords = (text: string): string[] => [...new Set(text.split(/[\s,]+/).filter((item) => item !== ''))]
export const listOrAbsent = (text: string): string[] | undefined => {
  const list = toList(text)
  return list.length === 0 ? undefined : list
}
