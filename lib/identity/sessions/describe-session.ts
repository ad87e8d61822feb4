import type { AuthorizationDescription } from '../../contracts/console.ts'
import { actorLabel, userLabel } from '../../kernel/principals.ts'
import { openText, sealText } from '../../platform/crypto/sealed-text.ts'
import type { Keyring } from '../../platform/crypto/keyring.ts'
import { askedScopes } from './asked-scopes.ts'
import { urnHash } from './links.ts'
import type { SessionDeps } from './session-deps.ts'
import { type AuthorizationSession, type ConsoleActor } from './session.ts'
import { signsInFirst, viewStarter, type StarterDeps } from './starter.ts'

const formPurpose = 'connect-form'

/** The hidden field of the connect page: good for this session alone. */
const formToken = (keyring: Keyring, session: AuthorizationSession) => sealText(keyring, formPurpose, session.id)

export const isFormToken = (keyring: Keyring, session: AuthorizationSession, token: string | null): boolean =>
  token !== null && openText(keyring, formPurpose, token) === session.id

/** Whose grant it will be, as the connect page names him: the person who calls, or the admin who attaches a server. */
export const startedByLabel = (session: AuthorizationSession): string =>
  session.purpose.kind === 'sync' ? actorLabel(session.startedBy) : userLabel(session.user)

/** Whether the link may still be opened. */
export function linkState(session: AuthorizationSession | undefined): AuthorizationDescription['state'] {
  if (!session) return 'unknown'
  if (session.state === 'EXPIRED') return 'expired'
  if (session.state !== 'CREATED' && session.state !== 'OPENED') return 'spent'
  return session.expired ? 'expired' : 'open'
}

/** What the connect page shows. Changes nothing; a link that is spent or unknown tells nothing about whose it was. */
export function createDescribe({
  store,
  keyring,
  connections,
  ...starters
}: Pick<SessionDeps, 'store' | 'keyring' | 'connections' | keyof StarterDeps>) {
  return async (requestUri: string, visitor?: ConsoleActor): Promise<AuthorizationDescription> => {
    const session = await store.findByStart(urnHash(requestUri))
    const state = linkState(session)
    if (!session || state !== 'open') return { state }
    const starter = await viewStarter(session, starters)
    const { purpose } = session
    const { extra, added } = await askedScopes(connections, session)
    return {
      state,
      startedBy: starter.label ?? startedByLabel(session),
      starter: starter.kind,
      ...(starter.provider && { signInWith: { id: starter.provider.id, name: starter.provider.name } }),
      ...(starter.userId !== undefined && visitor && { isStarter: starter.userId === visitor.userId }),
      visitorMayContinue: !signsInFirst(starter) || starter.isVisitor(visitor),
      ...(purpose.kind !== 'direct' && { gatewayName: purpose.gatewayName, targetName: purpose.targetName }),
      purpose: purpose.kind,
      providerName: session.providerName,
      providerHost: new URL(session.provider.server.authorizationEndpoint).host,
      scopes: [...session.scopes, ...extra],
      ...(added && added.length > 0 && { addedScopes: added }),
      expiresAt: new Date(session.expiresAt).toISOString(),
      formToken: formToken(keyring, session),
    }
  }
}
