import { z } from 'zod'
import { canonicalJson } from '../kernel/canonical-json.ts'
import { sha256Base64url } from '../platform/crypto/hash.ts'
import type { Keyring } from '../platform/crypto/keyring.ts'
import { openText, sealText } from '../platform/crypto/sealed-text.ts'

/**
 * What a client carries from a question to the retry that answers it. To us it is a stranger's input: it is sealed, and
 * good for one principal, on one gateway, for one call with these very arguments, for a time. It may come more than once:
 * all that it can lead to is the call itself, which its bearer may make anyway.
 */
export type CallState =
  /**
   * Somebody asked for a link to be opened; if it was us, which consent it is, and what it was to add beyond the target's
   * own scopes.
   */
  | { kind: 'consent'; elicitationId?: string | undefined; extraScopes?: readonly string[] | undefined }
  /** The MCP server asked; `state` is its own, which it may have left out. */
  | { kind: 'server'; state?: string | undefined }
  /** A server of an older revision asked, and the call waits in this process. */
  | { kind: 'parked'; handle: string; worker: string }

/** For whom and what a state is good. */
export interface StateBinding {
  gatewayId: string
  /** Digest of the principal. */
  owner: string
  /** `callDigest` */
  call: string
}

const sealedSchema = z.object({
  gatewayId: z.string(),
  owner: z.string(),
  call: z.string(),
  /** ms since 1970 */
  expiresAt: z.number(),
  state: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('consent'),
      elicitationId: z.string().optional(),
      extraScopes: z.array(z.string()).optional(),
    }),
    z.object({ kind: z.literal('server'), state: z.string().optional() }),
    z.object({ kind: z.literal('parked'), handle: z.string(), worker: z.string() }),
  ]),
})

const purpose = 'mcp-request-state'
/** Longer than any link lives, and enough for a person who is asked something and looks it up. */
export const stateLifetimeMs = 30 * 60_000

export const callDigest = (method: string, name: string, args: unknown): string =>
  sha256Base64url(canonicalJson([method, name, args ?? {}]))

export interface RequestStates {
  /** base64url */
  seal(state: CallState, binding: StateBinding, now: number): string
  /** Undefined for what we did not seal, for anybody else's, for another call's and for an expired one alike. */
  open(text: string, binding: StateBinding, now: number): CallState | undefined
}

export function createRequestStates(keyring: Keyring): RequestStates {
  return {
    seal: (state, binding, now) =>
      sealText(keyring, purpose, JSON.stringify({ ...binding, expiresAt: now + stateLifetimeMs, state })),
    open(text, { gatewayId, owner, call }, now) {
      const opened = openText(keyring, purpose, text)
      if (opened === undefined) return undefined
      const sealed = sealedSchema.parse(JSON.parse(opened))
      const mine = sealed.gatewayId === gatewayId && sealed.owner === owner && sealed.call === call
      return mine && sealed.expiresAt > now ? sealed.state : undefined
    },
  }
}
