import type { UserKey } from '../../kernel/principals.ts'
import { consoleMayComplete, ownPersonId, starterOf, type ConsoleActor, type Started, type Starter } from './session.ts'

/** Where a user with another issuer's token can sign in here: the provider of that issuer, and the account he has. */
export interface SignInPlace {
  provider: { id: string; name: string }
  userId?: string
  email?: string
}

/** Who started a session, and whether somebody at the console is the same person: SB-2, SB-16. */
export interface StarterView {
  kind: Starter
  /** Of a starter who is a person here. */
  userId?: string
  /** What the person is called here. */
  label?: string
  /** The provider that proves him, where it is not our own sign-in. */
  provider?: { id: string; name: string }
  isVisitor(visitor: ConsoleActor | undefined): boolean
}

/** Whether he is asked to sign in before anything else happens, and everybody else is refused. */
export const signsInFirst = ({ kind }: Pick<StarterView, 'kind'>): boolean => kind === 'console' || kind === 'program'

export interface StarterDeps {
  /** Issuer of our own sign-in, and whom an account of it is shown as. */
  ownIssuer: string
  personLabel(userId: string): Promise<string | undefined>
  /** Undefined for whom there is no way to sign in here. */
  signInPlaceOf(user: UserKey): Promise<SignInPlace | undefined>
  /** The one provider whose people this gateway takes; undefined where it takes whoever can sign in here. */
  signInProviderAt(gatewayId: string): Promise<SignInPlace['provider'] | undefined>
}

/** The one rule for the connect page, its form and the completion: who can sign in here is made to, however he came. */
export async function viewStarter(session: Started, deps: StarterDeps): Promise<StarterView> {
  const kind = starterOf(session, deps.ownIssuer)
  if (kind === 'elsewhere') {
    const place = await deps.signInPlaceOf(session.user)
    if (!place) return { kind, isVisitor: () => false }
    const { userId, email, provider } = place
    return {
      ...{ kind: 'console', provider },
      ...(userId !== undefined && { userId }),
      ...(email !== undefined && { label: email }),
      isVisitor: (visitor) => userId !== undefined && visitor?.userId === userId,
    }
  }
  const userId = session.purpose.kind === 'sync' ? undefined : ownPersonId(session, deps.ownIssuer)
  const label = userId === undefined ? undefined : await deps.personLabel(userId)
  const provider = userId === undefined ? undefined : await providerOf(session, deps)
  // Who gets a token of such a gateway by one way in alone finishes by that way in too: a password that somebody else
  // has been given for the same person opens neither.
  const cameBy = (visitor: ConsoleActor | undefined) =>
    provider === undefined || visitor?.signedInWith?.providerId === provider.id
  return {
    kind,
    ...(userId !== undefined && { userId }),
    ...(label !== undefined && { label }),
    ...(provider && { provider }),
    isVisitor: (visitor) => cameBy(visitor) && consoleMayComplete(session, visitor, deps.ownIssuer),
  }
}

const providerOf = async ({ purpose }: Started, deps: StarterDeps): Promise<SignInPlace['provider'] | undefined> =>
  purpose.kind === 'direct' ? undefined : deps.signInProviderAt(purpose.gatewayId)
