import type { ConsoleRole } from './roles.ts'

/**
 * Whom a grant belongs to. The two forms never meet: a user id that spells like a subject is another user
 * (AgentCore: get-workload-access-token; security reference RS-11).
 */
export type UserKey =
  | {
      kind: 'jwt'
      iss: string
      sub: string
      /** A program's own subject. People are told of it; it decides nothing and is no part of who it is. */
      isMachine?: true
    }
  | { kind: 'id'; userId: string }

/** An account elsewhere that opened a session, at a sign-in provider that is set up and turned on here now. */
export interface SignedInWith {
  linkId: string
  providerId: string
}

/** Who does something: what audit rows name and what permission is asked of. */
export type Actor =
  | { kind: 'iam'; accessKeyId: string; arn: string }
  | {
      kind: 'console'
      userId: string
      email: string
      role: ConsoleRole
      /** The gateways that the role is for; left out: all. */
      gatewayIds?: readonly string[]
      sessionId: string
      /** Left out where a password opened the session. */
      signedInWith?: SignedInWith
    }
  | { kind: 'user'; user: UserKey }
  | { kind: 'system' }

/** Length-prefixed, so that no two different keys have the same text (MT-2). */
export function userKeyText(user: UserKey): string {
  const parts = user.kind === 'jwt' ? ['jwt', user.iss, user.sub] : ['id', user.userId]
  return parts.map((part) => `${Buffer.byteLength(part)}:${part}`).join('')
}

/** How a person is shown to another person: the subject or the opaque id, never a token. */
export const userLabel = (user: UserKey): string => (user.kind === 'jwt' ? user.sub : user.userId)

export function actorLabel(actor: Actor): string {
  switch (actor.kind) {
    case 'iam':
      return `access key ${actor.accessKeyId}`
    case 'console':
      return actor.email
    case 'user':
      return userLabel(actor.user)
    case 'system':
      return 'Postern'
  }
}
