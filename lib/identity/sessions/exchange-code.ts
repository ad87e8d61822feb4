import type { Actor } from '../../kernel/principals.ts'
import { isSameProvider } from '../credential-providers/provider.ts'
import { requestedScopes } from '../oauth-client/authorize-url.ts'
import type { TokenSet } from '../oauth-client/judge-token-answer.ts'
import { openField, redirectUri } from './links.ts'
import { sessionEvent, tellEnded, type SessionDeps } from './session-deps.ts'
import type { AuthorizationSession, SessionState } from './session.ts'

/** The token endpoint's deadline and the saving, with room to spare; past it the sweeper calls the exchange dead. */
export const exchangeClaimMs = 30_000
/** The token of a sync dies by itself this long after the sync began, whatever becomes of the sync. */
const syncTokenMs = 90_000

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
    const took = await store.move(session.id, {
      from: ['COMPLETING'],
      to: 'FAILED',
      when: 'always',
      set: { failure: reason },
      audit: sessionEvent('failed', actor, session, 'failed', { reason }),
    })
    if (took) await tellEnded(deps, session, 'FAILED', reason)
  }

  const finish = (session: AuthorizationSession, actor: Actor, scopes: readonly string[]) =>
    store.move(session.id, {
      from: ['COMPLETING'],
      to: 'DONE',
      when: 'always',
      audit: sessionEvent('completed', actor, session, 'ok', { scopes }),
    })

  const grantSync = async (session: AuthorizationSession, actor: Actor, tokens: TokenSet) => {
    if (session.purpose.kind !== 'sync' || session.user.kind !== 'id') return
    const provider = await deps.providers.find(session.providerName)
    const clientSecret = provider && deps.providers.secretOf(provider)
    const revocation = deps.revocations.prepare(session.provider, { ...tokens, clientSecret }, 'sync', syncTokenMs)
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

  const grantConnection = async (session: AuthorizationSession, actor: Actor, tokens: TokenSet) => {
    const { workloadName, user, providerName, scopes, provider, resource } = session
    const askedScopes = requestedScopes({ scopes, provider, keepGrant: true })
    await deps.connections.keep(
      { workloadName, user, providerName, scopes },
      { tokens, provider, askedScopes, resource },
      actor,
    )
    await deps.faultPoint('grant.saved')
    await finish(session, actor, tokens.scopes ?? askedScopes)
  }

  const redeem = async (session: AuthorizationSession, actor: Actor): Promise<void> => {
    await deps.faultPoint('complete.claimed')
    const provider = await deps.providers.find(session.providerName)
    // The secret of a changed client must not be sent to the server of the old one.
    if (!provider || !isSameProvider(session.provider, provider) || !session.codeSealed || !session.verifierSealed)
      return fail(session, actor, 'The OAuth client was changed meanwhile. Start again.')
    if (!(await deps.workloadExists(session.workloadName)))
      return fail(session, actor, 'The gateway or workload identity was deleted meanwhile.')
    const verdict = await deps.tokenClient.exchange({
      provider: session.provider,
      secret: deps.providers.secretOf(provider),
      code: openField(keyring, session.id, 'code', session.codeSealed),
      verifier: openField(keyring, session.id, 'verifier', session.verifierSealed),
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
    if (session.purpose.kind === 'sync') await grantSync(session, actor, verdict.tokens)
    else await grantConnection(session, actor, verdict.tokens)
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
      const claimed = await store.move(session.id, {
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
