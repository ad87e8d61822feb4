import { CreateGatewayCommand } from '@aws-sdk/client-bedrock-agentcore-control'
import type { PageSeen, Person } from './person.ts'
import { roleArn, type Story } from './story.ts'

/** A gateway whose people sign in at Postern itself. */
export async function builtInGateway(
  { postern }: Pick<Story, 'postern'>,
  name: string,
  more: Pick<ConstructorParameters<typeof CreateGatewayCommand>[0], 'protocolType' | 'protocolConfiguration'> = {},
): Promise<Story['gateway']> {
  const made = await postern.clients.control.send(
    new CreateGatewayCommand({
      name,
      roleArn,
      ...more,
      authorizerType: 'CUSTOM_JWT',
      authorizerConfiguration: {
        customJWTAuthorizer: { discoveryUrl: `${postern.publicUrl}/oauth/.well-known/openid-configuration` },
      },
    }),
  )
  return { gatewayId: made.gatewayId ?? '', gatewayUrl: made.gatewayUrl ?? '' }
}

export interface Login {
  email: string
  password: string
}

/** Signs in on this page, or on the page at this address. */
export async function signInOn(
  person: Person,
  page: string | PageSeen,
  { email, password }: Login,
  stopAt?: (url: URL) => boolean,
): Promise<PageSeen> {
  const seen = typeof page === 'string' ? await person.open(page) : page
  return person.press(seen, 'Sign in', stopAt, { email, password })
}

/** Opens a client's authorization request, signs in where that is asked for, and allows the client. */
export async function allowClient(
  person: Person,
  authorizationUrl: string,
  login: Login,
  stopAt?: (url: URL) => boolean,
): Promise<{ asked: PageSeen; end: PageSeen }> {
  let asked = await person.open(authorizationUrl, stopAt)
  if (asked.url.pathname === '/sign-in') asked = await signInOn(person, asked, login, stopAt)
  return { asked, end: await person.press(asked, 'Allow', stopAt) }
}
