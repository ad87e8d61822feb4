import { expect, test } from 'vitest'
import { templateMatcher } from '../../../lib/dataplane/catalogue/uri-template.ts'

test.each([
  ['test://template/{id}/data', 'test://template/7/data', true],
  ['test://template/{id}/data', 'test://template/a/b/data', false],
  ['test://template/{id}/data', 'test://template//data', false],
  ['test://template/{id}/data', 'test://template/7/data/more', false],
  ['file:///{+path}', 'file:///a/b/c', true],
  ['file:///{+path}', 'file:///', false],
  ['{a}-{b}/x', 'p-q-r/x', true],
  ['{a}{b}', 'p', false],
  ['{a}{b}', 'pq', true],
  ['x:{a}b', 'x:abb', true],
  ['x:items{?page,size}', 'x:items', true],
  ['x:items{?page,size}', 'x:items?page=1', true],
  ['x:plain', 'x:plain', true],
  ['x:plain', 'x:plainer', false],
  ['x:{unclosed', 'x:{unclosed', true],
])('%s and %s: %s', (template, uri, fits) => {
  expect(templateMatcher(template)(uri)).toBe(fits)
})

test('I9 a hostile template and address are compared in one pass', () => {
  const hostile = templateMatcher('{+a}a'.repeat(400))
  expect(hostile(`${'a'.repeat(200_000)}b`)).toBe(false)
})
