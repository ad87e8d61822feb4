import type { Actor } from '../../kernel/principals.ts'
import type { Secret } from '../../kernel/secret.ts'
import { isSameProvider, type ProviderRecord } from '../credential-providers/provider.ts'
import { requestedScopes } from '../oauth-client/authorize-url.ts'
import type { TokenSet } from '../oauth-client/judge-token-answer.ts'
import { openField, redirectUri } from './links.ts'
import { moveSession, sessionEvent, tellEnded, type SessionDeps } from './session-deps.ts'
import type { AuthorizationSession, SessionState } from './session.ts'

/** The token endpoint's deadline and the saving, with room to spare; past it the sweeper calls the exchange dead. */
export const exchangeClaimMs = 30_000
/** The token of a sync dies by itself this long after the sync began, whatever becomes of the sync. */
const syncTokenMs = 90_000

type Redeemed = TokenSet & { clientSecret: Secret | undefined }

export interface ExchangeEnd {
  state: SessionState
  session: AuthorizationSession
}

/**
 * Redeems the held code for the one proof that claims it. Exactly one POST per session: the claim is a conditional
 * update, and everyone else with the same proof waits for the winner and gets his answer (SB-7, I5).
 */
export function createExchange(deps: SessionDeps) {
  const { store, keyring, logger } = deps
  const winners = new Map<string, Promise<void>>()

  const fail = async (session: AuthorizationSession, actor: Actor, reason: string) => {
    const took = await moveSession(deps, session, {
      from: ['COMPLETING'],
      to: 'FAILED',
      when: 'always',
      set: { failure: reason },
      audit: sessionEvent('failed', actor, session, 'failed', { reason }),
    })
    if (took) await tellEnded(deps, session, 'FAILED', reason)
  }

  const finish = (session: AuthorizationSession, actor: Actor, scopes: readonly string[]) =>
    moveSession(deps, session, {
      from: ['COMPLETING'],
      to: 'DONE',
      when: 'always',
      audit: sessionEvent('completed', actor, session, 'ok', { scopes }),
    })

  const grantSync = async (session: AuthorizationSession, actor: Actor, tokens: Redeemed) => {
    if (session.purpose.kind !== 'sync' || session.user.kind !== 'id') return
    const revocation = deps.revocations.prepare(session.provider, tokens, 'sync', syncTokenMs)
    // In the outbox before the sync begins: no crash leaves the token alive.
    await deps.revocations.add(revocation)
    await deps.faultPoint('grant.saved')
    const done = () => deps.revocations.release(revocation.id)
    if (!(await finish(session, actor, tokens.scopes ?? session.scopes))) return done()
    const { accessToken } = tokens
    const grant = { sessionId: session.id, accessToken, obtainedFor: session.user.userId, done }
    deps.onSyncGrant(session.purpose, grant).catch(async (error: unknown) => {
      logger.error({ err: error, session: session.id }, 'the sync did not start')
      await done()
    })
  }

  /** The provider to redeem at, or why nothing is to be stored any more: what it was for went or changed meanwhile. */
  const lookUp = async (session: AuthorizationSession): Promise<{ provider: ProviderRecord } | { gone: string }> => {
    const provider = await deps.providers.find(session.providerName)
    if (!provider || !isSameProvider(session.provider, provider))
      return { gone: 'The OAuth client was changed meanwhile. Start again.' }
    if (!(await deps.admits(session.user))) return { gone: 'The person was disabled or removed meanwhile.' }
    if (await deps.workloadExists(session.workloadName)) return { provider }
    return { gone: 'The gateway or workload identity was deleted meanwhile.' }
  }

  const grantConnection = async (session: AuthorizationSession, actor: Actor, tokens: Redeemed) => {
    const { workloadName, user, providerName, scopes, extraScopes, provider, resource } = session
    const key = { workloadName, user, providerName, scopes }
    const askedScopes = requestedScopes({ scopes: [...scopes, ...extraScopes], provider, keepGrant: true })
    const before = await lookUp(session)
    if ('gone' in before) {
      await deps.revocations.add(deps.revocations.prepare(provider, tokens, before.gone, 0))
      return fail(session, actor, before.gone)
    }
    await deps.connections.keep(key, { tokens, provider, askedScopes, extraScopes, resource }, actor)
    await deps.faultPoint('grant.saved')
    // Whoever deleted it in this very moment ended the connections that he saw, and this one was not among them.
    const after = await lookUp(session)
    if ('gone' in after) {
      await deps.connections.drop(key, after.gone, actor)
      return fail(session, actor, after.gone)
    }
    await finish(session, actor, tokens.scopes ?? askedScopes)
  }

  const redeem = async (session: AuthorizationSession, actor: Actor): Promise<void> => {
    await deps.faultPoint('complete.claimed')
    // The secret of a changed client must not be sent to the server of the old one.
    const found = await lookUp(session)
    if ('gone' in found) return fail(session, actor, found.gone)
    const { codeSealed, verifierSealed } = session
    if (!codeSealed || !verifierSealed) throw new Error('A session that holds a code has none.')
    const clientSecret = deps.providers.secretOf(found.provider)
    const verdict = await deps.tokenClient.exchange({
      provider: session.provider,
      secret: clientSecret,
      code: openField(keyring, session.id, 'code', codeSealed),
      verifier: openField(keyring, session.id, 'verifier', verifierSealed),
      redirectUri: redirectUri(deps.publicOrigin, session),
      resource: session.resource,
    })
    await deps.faultPoint('exchange.answered')
    if (verdict.kind === 'refused') {
      if (verdict.fault === 'target') {
        await deps.providers.learnOmitResource(session.providerName)
        return fail(
          session,
          actor,
          'The provider does not take the resource parameter; it is left out from now on. Start again.',
        )
      }
      return fail(session, actor, `${verdict.reason} Start again.`)
    }
    // With the secret that it was redeemed with: whoever revokes it later must not present another one.
    const redeemed = { ...verdict.tokens, clientSecret }
    if (session.purpose.kind === 'sync') await grantSync(session, actor, redeemed)
    else await grantConnection(session, actor, redeemed)
  }

  const win = async (session: AuthorizationSession, actor: Actor) => {
    try {
      await redeem(session, actor)
    } catch (error) {
      logger.error({ err: error, session: session.id }, 'the exchange failed')
      await fail(session, actor, 'The grant could not be stored. Start again.')
    }
  }

  /** In this process by its promise, elsewhere by looking at the row until the winner's claim is over. */
  const awaitWinner = async (id: string): Promise<AuthorizationSession | undefined> => {
    for (let wait = 50; ; wait = Math.min(wait * 2, 500)) {
      await winners.get(id)
      const session = await store.find(id)
      if (session?.state !== 'COMPLETING' || (session.claimedUntil ?? 0) < deps.clock.now()) return session
      if (!winners.has(id)) await new Promise((resolve) => setTimeout(resolve, wait))
    }
  }

  return async (session: AuthorizationSession, proofHash: string, actor: Actor): Promise<ExchangeEnd> => {
    if (session.state === 'CODE_HELD') {
      const claimed = await moveSession(deps, session, {
        from: ['CODE_HELD'],
        to: 'COMPLETING',
        when: 'alive',
        where: { completionHash: session.completionHash },
        set: { proofHash },
        claimMs: exchangeClaimMs,
      })
      if (claimed) {
        const won = win(session, actor).finally(() => winners.delete(session.id))
        winners.set(session.id, won)
        await won
      }
    }
    const end = (await awaitWinner(session.id)) ?? session
    // Another proof than the winner's is no proof of having completed it.
    const state = end.state === 'DONE' && end.proofHash !== proofHash ? 'COMPLETING' : end.state
    return { state, session: end }
  }
}
