import { randomBytes } from 'node:crypto'
import type { PageSeen, Person } from './person.ts'
import { roleArn, type Story } from './story.ts'

/** As the console's pages call the API: with the person's cookies. */
export const consoleApi = (
  story: Pick<Story, 'postern'>,
  person: Person,
  method: string,
  path: string,
  body?: unknown,
) =>
  fetch(`${story.postern.publicUrl}/api${path}`, {
    method,
    headers: {
      cookie: cookiesOf(story, person),
      'x-postern-console': '1',
      origin: story.postern.publicUrl,
      'sec-fetch-site': 'same-origin',
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })

export const cookiesOf = ({ postern }: Pick<Story, 'postern'>, person: Person): string =>
  [...(person.cookies.get(new URL(postern.publicUrl).host) ?? [])].map((pair) => pair.join('=')).join('; ')

/** The trial kit's server as a company's identity provider: it registers no clients, so an administrator does. */
export async function addCompany(story: Story, admin: Person, more: Record<string, unknown> = {}): Promise<void> {
  const clientSecret = randomBytes(24).toString('base64url')
  const redirectUris = [`${story.postern.publicUrl}/api/auth/callback/company`]
  await story.server.addClient({ clientId: 'postern', clientSecret, redirectUris })
  const made = await consoleApi(story, admin, 'POST', '/console/sign-in-providers', {
    ...{ id: 'company', kind: 'oidc', name: 'Company', issuer: story.server.issuer, scopes: 'openid' },
    ...{ clientId: 'postern', clientSecret, whoMayJoin: 'anybody', ...more },
  })
  if (made.status !== 201) throw new Error(`No provider: ${await made.text()}`)
}

/** A gateway that takes the company's people alone. The AWS SDKs drop members that they do not know, so the console's API makes it. */
export async function companyGateway(
  story: Story,
  admin: Person,
  name: string,
  more: object = {},
): Promise<Story['gateway']> {
  const made = await consoleApi(story, admin, 'POST', '/gateways/', {
    ...{ name, roleArn, authorizerType: 'CUSTOM_JWT', signIn: { providerId: 'company' }, ...more },
    authorizerConfiguration: {
      customJWTAuthorizer: { discoveryUrl: `${story.postern.publicUrl}/oauth/.well-known/openid-configuration` },
    },
  })
  if (made.status !== 202) throw new Error(`No gateway: ${await made.text()}`)
  return (await made.json()) as Story['gateway']
}

const onward = ({ html }: PageSeen) =>
  /http-equiv="refresh" content="0;url=([^"]+)"/
    .exec(html)?.[1]
    ?.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))

/** From a page that leads on to the company by itself, or has its button, back to a page of ours. */
export async function throughCompany(person: Person, from: PageSeen, as: 'alice' | 'bob'): Promise<PageSeen> {
  const page = onward(from) === undefined ? await person.press(from, 'Continue with Company') : from
  let there = await person.open(onward(page) ?? '')
  if (there.html.includes('Sign in to the trial server')) there = await person.press(there, `Sign in as ${as}`)
  return there.html.includes('Allow access?') ? person.press(there, 'Allow') : there
}
