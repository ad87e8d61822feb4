/** Milliseconds between looks while something moves by itself, and while nothing does. */
export const pollMs = { inMotion: 2_000, atRest: 15_000 } as const

/** Lists are cut into pages by the server; a page of the console shows them whole. `mostPages` stops a server that never ends. */
export async function allPages<Page extends { nextToken?: string }, Item>(
  fetchPage: (nextToken: string | undefined) => Promise<Page>,
  itemsOf: (page: Page) => readonly Item[],
  mostPages = 100,
): Promise<Item[]> {
  const items: Item[] = []
  let nextToken: string | undefined
  for (let count = 0; count < mostPages; count++) {
    const page = await fetchPage(nextToken)
    items.push(...itemsOf(page))
    nextToken = page.nextToken
    if (nextToken === undefined) break
  }
  return items
}
