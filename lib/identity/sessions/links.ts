import { type Secret } from '../../kernel/secret.ts'
import { open, seal } from '../../platform/crypto/envelope.ts'
import type { Keyring } from '../../platform/crypto/keyring.ts'
import { sha256Hex } from '../../platform/crypto/hash.ts'
import { randomToken } from '../../platform/random.ts'
import { authorizePath, callbackPath } from '../credential-providers/provider.ts'
import type { AuthorizationSession } from './session.ts'

const urnPrefix = 'urn:ietf:params:oauth:request_uri:'

/** 256 random bits. Start and completion URNs look alike; which one it is, only its hash in the row says. */
export const newSessionUrn = (): string => `${urnPrefix}${randomToken(32)}`
export const urnHash = (urn: string): string => sha256Hex(urn)

export const authorizationLink = (publicOrigin: string, startUrn: string): string =>
  `${publicOrigin}${authorizePath}?request_uri=${encodeURIComponent(startUrn)}`
export const connectPage = (publicOrigin: string, startUrn: string): string =>
  `${publicOrigin}/connect?request_uri=${encodeURIComponent(startUrn)}`
export const redirectUri = (publicOrigin: string, session: Pick<AuthorizationSession, 'provider'>): string =>
  `${publicOrigin}${callbackPath}${session.provider.callbackId}`

/** Appends to the text of the return URL, so that nothing of it is re-encoded. */
export function returnLink(returnUrl: string, completionUrn: string, customState: string | undefined): string {
  const added = [`session_id=${encodeURIComponent(completionUrn)}`]
  if (customState !== undefined) added.push(`state=${encodeURIComponent(customState)}`)
  return `${returnUrl}${returnUrl.includes('?') ? '&' : '?'}${added.join('&')}`
}

type SealedField = 'start' | 'custom-state' | 'verifier' | 'code'

export const sealField = (keyring: Keyring, sessionId: string, field: SealedField, secret: Secret): string =>
  seal(keyring, secret, ['authorization-session', sessionId, field])
export const openField = (keyring: Keyring, sessionId: string, field: SealedField, sealed: string): Secret =>
  open(keyring, sealed, ['authorization-session', sessionId, field])

export const startUrnOf = (keyring: Keyring, session: AuthorizationSession): string =>
  openField(keyring, session.id, 'start', session.startSealed).reveal()

export const customStateOf = (keyring: Keyring, session: AuthorizationSession): string | undefined =>
  session.customState === undefined
    ? undefined
    : openField(keyring, session.id, 'custom-state', session.customState).reveal()
