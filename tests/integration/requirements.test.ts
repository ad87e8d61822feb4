import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const tests = join(import.meta.dirname, '..')
/** Of the security requirements: which there are of the authorization server, of client documents, and of the resource server. */
const sections = { AS: 15, CI: 11, RS: 11 }

const named = new Set<string>()
for (const file of readdirSync(tests, { recursive: true, encoding: 'utf8' })) {
  if (!/\.(test|spec)\.tsx?$/.test(file) || file.includes('node_modules')) continue
  const text = readFileSync(join(tests, file), 'utf8')
  // Names of tests and suites, and of the rows of a table of tests; a comment proves nothing.
  for (const [, name = ''] of text.matchAll(/(?:['"`])((?:(?:AS|CI|RS|R)-?\d+ )+)/g))
    for (const [id] of name.matchAll(/(AS|CI|RS)-\d+/g)) named.add(id)
}

describe.each(Object.entries(sections))('every requirement of %s is named by a test that proves it', (kind, count) => {
  test.each(Array.from({ length: count }, (_, index) => `${kind}-${index + 1}`))('%s', (id) => {
    expect(named).toContain(id)
  })
})
