import type { ConsoleRole } from './roles.ts'

/**
 * Whom a grant belongs to. The forms never meet: a user id that spells like a subject is another user
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
  | KeyHolder

/** Whoever has an API key of a gateway: a program. The name is for people to read and no part of who it is. */
export interface KeyHolder {
  kind: 'key'
  gatewayId: string
  keyId: string
  name: string
}

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
  /** Whoever wrote a file that sets things up. */
  | { kind: 'file'; path: string }
  | { kind: 'system' }

/** Length-prefixed, so that no two different keys have the same text (MT-2). */
export function userKeyText(user: UserKey): string {
  return partsOf(user)
    .map((part) => `${Buffer.byteLength(part)}:${part}`)
    .join('')
}

function partsOf(user: UserKey): readonly string[] {
  switch (user.kind) {
    case 'jwt':
      return ['jwt', user.iss, user.sub]
    case 'id':
      return ['id', user.userId]
    case 'key':
      return ['key', user.keyId]
  }
}

/** How a caller is shown to a person: the subject, the opaque id or the key's name, never a token. */
export function userLabel(user: UserKey): string {
  switch (user.kind) {
    case 'jwt':
      return user.sub
    case 'id':
      return user.userId
    case 'key':
      return `API key ${user.name}`
  }
}

export function actorLabel(actor: Actor): string {
  switch (actor.kind) {
    case 'iam':
      return `access key ${actor.accessKeyId}`
    case 'console':
      return actor.email
    case 'user':
      return userLabel(actor.user)
    case 'file':
      return `file ${actor.path}`
    case 'system':
      return 'Postern'
  }
}
