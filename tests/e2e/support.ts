import { test as base, expect, type BrowserContext, type Page } from '@playwright/test'
import axe from 'axe-core'
import { startStory, type Story } from '../_support/story.ts'

/** One product, with its trial servers, for all tests of a worker. */
export const test = base.extend<{ theme: 'light' | 'dark'; quiet: undefined }, { story: Story }>({
  theme: ['light', { option: true }],
  colorScheme: ({ theme }, use) => use(theme),
  story: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the dependencies of a fixture from this pattern.
    async ({}, use) => {
      const story = await startStory()
      await use(story)
      await story.stop()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  /** Nothing on a page goes to another origin by itself, and nothing is written to the error console. */
  quiet: [
    async ({ page, story }, use) => {
      const faults: string[] = []
      page.on('console', (message) => message.type() === 'error' && faults.push(`console: ${message.text()}`))
      page.on('pageerror', (error) => faults.push(`page: ${error.message}`))
      page.on('request', (request) => {
        const from = request.frame().url()
        const foreign = new URL(request.url()).origin !== story.postern.publicUrl && !request.url().startsWith('data:')
        if (foreign && !request.isNavigationRequest() && from.startsWith(story.postern.publicUrl))
          faults.push(`request: ${request.url()}`)
      })
      await use(undefined)
      expect(faults).toEqual([])
    },
    { auto: true },
  ],
})
export { expect }

type Cookies = Awaited<ReturnType<BrowserContext['cookies']>>
const sessions = new WeakMap<Story, Cookies>()

/** The administrator, in one session for all journeys of a worker. Who ends a session takes one of his own. */
export async function signIn(page: Page, story: Story, { own = false } = {}): Promise<void> {
  const kept = own ? undefined : sessions.get(story)
  if (kept) await page.context().addCookies(kept)
  await page.goto(`${story.postern.publicUrl}/`)
  if (!kept) {
    await expect(page).toHaveURL(/\/sign-in/)
    await page.getByLabel('Email').fill(story.postern.admin.email)
    await page.getByLabel('Password').fill(story.postern.admin.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
  }
  await expect(page.getByRole('link', { name: 'Overview' })).toBeVisible()
  if (!kept && !own) sessions.set(story, await page.context().cookies())
}

/** No violation of WCAG 2.2 A and AA that axe can see. Runs in the page's own world, so that the page's CSP stays in force. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axe.source)
  const violations = await page.evaluate(async () => {
    const { axe: run } = window as unknown as {
      axe: {
        run(
          options: object,
        ): Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }>
      }
    }
    const result = await run.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })
    return result.violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} — ${node.failureSummary ?? ''}`).join(' | ')}`,
    )
  })
  expect(violations).toEqual([])
}

/** Keeps a picture of the page, wide and at 320 px, beside the test's other artefacts. */
export async function picture(page: Page, name: string, theme: string): Promise<void> {
  const wide = page.viewportSize() ?? { width: 1280, height: 800 }
  for (const width of [wide.width, 320]) {
    await page.setViewportSize({ width, height: wide.height })
    await page.screenshot({ path: `artefacts/screenshots/${name}-${theme}-${width}.png`, fullPage: true })
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    expect(overflow, `${name} scrolls sideways at ${width} px`).toBeLessThanOrEqual(0)
  }
  await page.setViewportSize(wide)
}

/** At the trial server: who one is, and yes or no. */
export async function agreeAtProvider(
  page: Page,
  as: 'alice' | 'bob',
  answer: 'Allow' | 'Deny' = 'Allow',
): Promise<void> {
  const person = page.getByRole('button', { name: `Sign in as ${as}` })
  const allow = page.getByRole('button', { name: answer })
  await person.or(allow).first().waitFor()
  if (await person.isVisible()) await person.click()
  await allow.click()
}

/**
 * Walks the page with the Tab key and nothing else: every control has its turn, and each shows that it has the focus. Of a
 * group of radio buttons one is enough, as the arrow keys reach the others.
 */
export async function expectKeyboard(page: Page): Promise<void> {
  const count = await page.evaluate(() => {
    const controls = [
      ...document.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, summary, [tabindex="0"]'),
    ].filter((control) => !control.matches(':disabled, [type="hidden"], [tabindex="-1"]') && control.checkVisibility())
    const state = { controls, seen: new Set<Element>(), bare: [] as string[] }
    Object.assign(window, { walked: state })
    document.addEventListener('focusin', ({ target }) => {
      if (!(target instanceof HTMLElement) || state.seen.has(target)) return
      state.seen.add(target)
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(target)
      if (boxShadow === 'none' && (outlineStyle === 'none' || outlineWidth === '0px')) state.bare.push(target.outerHTML)
    })
    document.body.focus()
    return controls.length
  })
  for (let press = 0; press < count + 5; press++) await page.keyboard.press('Tab')
  const { missed, bare } = await page.evaluate(() => {
    const { controls, seen, bare } = (
      window as unknown as { walked: { controls: HTMLElement[]; seen: Set<Element>; bare: string[] } }
    ).walked
    const isRadio = (one: Element): one is HTMLInputElement => one instanceof HTMLInputElement && one.type === 'radio'
    const reached = (one: HTMLElement): boolean =>
      seen.has(one) || (isRadio(one) && [...seen].some((other) => isRadio(other) && other.name === one.name))
    return {
      missed: controls.filter((one) => one.isConnected && !reached(one)).map((one) => one.outerHTML.slice(0, 200)),
      bare: bare.map((html) => html.slice(0, 200)),
    }
  })
  expect(missed, 'controls that the Tab key does not reach').toEqual([])
  expect(bare, 'controls that do not show that they have the focus').toEqual([])
}
