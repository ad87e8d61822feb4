import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createPerson, type PageSeen, type Person } from '../../_support/person.ts'
import {
  callTool,
  consent,
  createTarget,
  linkOf,
  startStory,
  targetReaches,
  toolSchema,
  userToken,
  type Story,
} from '../../_support/story.ts'

const isReturn = (url: URL): boolean => url.pathname === '/return'
const textOf = ({ html }: PageSeen): string =>
  html
    .replace(/<(script|style)[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')

describe('the return page, without JavaScript', () => {
  let story: Story
  let returnUrl: string
  beforeAll(async () => {
    story = await startStory()
    returnUrl = `${story.postern.publicUrl}/return`
  })
  afterAll(() => story?.stop())

  async function signedIn(): Promise<Person> {
    const person = createPerson()
    const page = await person.open(`${story.postern.publicUrl}/sign-in`)
    await person.press(page, 'Sign in', (url) => url.pathname === '/', story.postern.admin)
    expect((await person.open(`${story.postern.publicUrl}/gateways`)).url.pathname).toBe('/gateways')
    return person
  }
  /** Where the browser stands when the provider has sent it back. */
  async function returned(person: Person, link: string, answer: 'Allow' | 'Deny' = 'Allow'): Promise<PageSeen> {
    const back = await consent(link, 'alice', { person, isReturn, answer })
    return person.open(back.returned.href)
  }
  async function finish(person: Person, page: PageSeen): Promise<PageSeen> {
    const label = [...page.html.matchAll(/<button[^>]*type="submit"[^>]*>([\s\S]*?)<\/button>/g)]
      .map(([, content = '']) => content.replace(/<[^>]*>/g, '').trim())
      .find((text) => /finish|complete|authoriz|try again/i.test(text))
    if (label === undefined) throw new Error(`No button to finish with: ${textOf(page)}`)
    return person.press(page, label)
  }

  test('an admin who is signed in finishes by a button, and the target gets ready', async () => {
    const person = await signedIn()
    const made = await createTarget(story, { name: 'by-page', returnUrl })
    const page = await returned(person, made.authorizationData?.oauth2?.authorizationUrl ?? '')
    expect(page.status).toBe(200)
    const done = await finish(person, page)
    expect(done.status).toBeLessThan(400)
    // The completion URN stays in no address.
    expect(done.url.href).not.toContain('request_uri')
    await targetReaches(story, made.targetId ?? '', 'READY')
  })

  test('denied, unknown and somebody else’s authorizations each say so, below 500, and finish nothing', async () => {
    const person = await signedIn()
    const denied = await createTarget(story, { name: 'denied', returnUrl })
    const back = await returned(person, denied.authorizationData?.oauth2?.authorizationUrl ?? '', 'Deny')
    expect(textOf(await finish(person, back))).toMatch(/refused|denied/i)
    await targetReaches(story, denied.targetId ?? '', 'FAILED')

    const invented = `${returnUrl}?session_id=urn%3Aietf%3Aparams%3Aoauth%3Arequest_uri%3Ainvented`
    const unknown = await finish(person, await person.open(invented))
    expect(unknown.status).toBeLessThan(500)

    await createTarget(story, { name: 'users', schema: toolSchema, returnUrl })
    const alice = await userToken(story, 'alice')
    const theirs = await returned(person, linkOf(await callTool(story, alice, 'users___whoami')))
    const refused = await finish(person, theirs)
    expect(refused.status).toBeLessThan(500)
    linkOf(await callTool(story, alice, 'users___whoami'))
  })

  test('signed out, it asks for the sign-in and comes back to the same authorization', async () => {
    const made = await createTarget(story, { name: 'signed-out', returnUrl })
    const person = createPerson()
    const page = await returned(person, made.authorizationData?.oauth2?.authorizationUrl ?? '')
    const href = /href="(\/sign-in\?next=[^"]+)"/.exec(page.html)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const signIn = await person.open(story.postern.publicUrl + href)
    const after = await person.press(signIn, 'Sign in', undefined, story.postern.admin)
    expect(after.url.pathname).toBe('/return')
    await finish(person, after)
    await targetReaches(story, made.targetId ?? '', 'READY')
  })
})
