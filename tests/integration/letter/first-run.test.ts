import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createPerson } from '../../_support/person.ts'
import { startPostern, type RunningPostern } from '../../_support/postern.ts'
import { refusalOf } from '../../_support/letter.ts'
import { ListGatewaysCommand } from '@aws-sdk/client-bedrock-agentcore-control'

const unset = { ADMIN_EMAIL: '', ADMIN_PASSWORD: '', ROOT_ACCESS_KEY_ID: '', ROOT_SECRET_ACCESS_KEY: '' }

describe('the first run, with nothing set', () => {
  let postern: RunningPostern
  beforeAll(async () => {
    postern = await startPostern(unset)
  })
  afterAll(() => postern?.stop())
  const setupLink = (): string => {
    const links = postern.output().match(/http:\/\/localhost:\d+\/setup[^\s"\\]*/g) ?? []
    return links.at(-1) ?? ''
  }

  test('no access key is good before one is made', async () => {
    const refused = await refusalOf(postern.clients.control.send(new ListGatewaysCommand({})))
    expect(refused.status).toBe(403)
  })

  test('the printed one-time link sets up the first admin, once, without JavaScript', async () => {
    const link = setupLink()
    expect(link).not.toBe('')
    expect((await createPerson().open(link.replace(/.{6}$/, 'AAAAAA'))).status).toBeLessThan(500)
    const person = createPerson()
    const page = await person.open(link)
    expect(page.status).toBe(200)
    const button = [...page.html.matchAll(/<button[^>]*type="submit"[^>]*>([\s\S]*?)<\/button>/g)][0]?.[1] ?? ''
    const label = button.replace(/<[^>]*>/g, '').trim()
    const weak = await person.press(page, label, undefined, { email: 'first@example.com', password: 'short' })
    expect(weak.status).toBeLessThan(500)
    const fill = { email: 'first@example.com', password: 'correct horse battery staple' }
    const done = await person.press(page, label, undefined, fill)
    expect(done.status).toBeLessThan(400)
    expect((await person.open(`${postern.publicUrl}/gateways`)).url.pathname).toBe('/gateways')

    const late = await createPerson().open(link)
    expect(late.status).toBeLessThan(500)
    const other = createPerson()
    await other
      .press(page, label, undefined, { email: 'second@example.com', password: fill.password })
      .catch(() => undefined)
    expect((await other.open(`${postern.publicUrl}/gateways`)).url.pathname).toBe('/sign-in')
    expect(postern.output()).not.toContain(fill.password)
  })

  test('once there is an admin, a restart prints no link', async () => {
    await postern.kill()
    const before = postern.output().length
    await postern.restart()
    expect(postern.output().slice(before)).not.toContain('/setup')
    expect((await createPerson().open(postern.publicUrl)).url.pathname).toBe('/sign-in')
  })
})
