const quotedOrPlaceholder = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\?/g

/** Our SQL has `?`; PostgreSQL wants `$1`, `$2` … Question marks within quotes are left alone. */
export function numberedPlaceholders(sql: string): string {
  let count = 0
  return sql.replace(quotedOrPlaceholder, (part) => (part === '?' ? `$${(count += 1)}` : part))
}
