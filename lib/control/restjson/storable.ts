import { invalidField } from '../../kernel/domain-error.ts'

/**
 * PostgreSQL stores no NUL, and every half of a surrogate pair becomes the same replacement character in UTF-8, by which
 * two user ids would be one.
 * @throws DomainError ValidationException that names the member
 */
export function assertStorable(value: unknown, path: readonly string[] = []): void {
  if (typeof value === 'string') {
    if (value.includes('\0') || /\p{Cs}/u.test(value))
      throw invalidField(
        path.join('.') || 'body',
        'This text holds a NUL or half of a surrogate pair. Remove it, or encode the text as UTF-8.',
      )
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      assertStorable(key, path)
      assertStorable(member, [...path, key.slice(0, 100)])
    }
  }
}
