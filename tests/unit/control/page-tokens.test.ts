import { expect, test } from 'vitest'
import { createPageTokens, type Page } from '../../../lib/control/page-tokens.ts'

/** Opens only what it sealed, as the real one does by its key. */
const sealed = new Map<string, string>()
const pages = createPageTokens({
  seal(payload) {
    const token = `token-${sealed.size}`
    sealed.set(token, payload)
    return token
  },
  open: (token) => sealed.get(token),
})
const letters = ['a', 'b', 'c', 'd', 'e']
const read = ({ limit, after }: Page) => {
  const rest = letters.filter((letter) => after === undefined || letter > after)
  const items = rest.slice(0, limit)
  return Promise.resolve({ items, ...(rest.length > limit && { after: items.at(-1) }) })
}
const listing = { operation: 'ListLetters', filters: ['latin', undefined], defaultLimit: 2 }

test('pages follow each other to the end', async () => {
  const seen: string[] = []
  let nextToken: string | undefined
  do {
    const page = await pages.page(listing, { nextToken }, read)
    seen.push(...page.items)
    nextToken = page.nextToken
  } while (nextToken !== undefined)
  expect(seen).toEqual(letters)
})

test('maxResults overrides the default', async () => {
  expect((await pages.page(listing, { maxResults: 4 }, read)).items).toHaveLength(4)
})

test.each([
  ['an invented token', listing, () => Promise.resolve('invented')],
  ['a token of another list', { ...listing, operation: 'ListDigits' }, undefined],
  ['a token of the same list with another filter', { ...listing, filters: ['greek', undefined] }, undefined],
  ['a token whose filters only look alike', { ...listing, filters: [undefined, 'latin'] }, undefined],
])('%s is refused by name', async (_, other, invent) => {
  const nextToken = invent ? await invent() : (await pages.page(listing, {}, read)).nextToken
  await expect(pages.page(other, { nextToken }, read)).rejects.toMatchObject({
    code: 'ValidationException',
    fieldList: [{ name: 'nextToken' }],
  })
})
