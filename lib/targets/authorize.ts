import { isPendingAuth } from '../contracts/targets.ts'
import { DomainError } from '../kernel/domain-error.ts'
import type { Actor } from '../kernel/principals.ts'
import { targetChangedMeanwhile, workDueMs, type TargetsContext } from './context.ts'
import type { SyncGrant, SyncOutcome, SyncPurpose } from './dependencies.ts'
import { advance } from './lifecycle.ts'
import { endWithout, synchronizeNow } from './synchronize.ts'
import { endpointOf, newSyncUserId, oauthOf, providerNameOf, type TargetRecord } from './target.ts'

/**
 * Goes on with a target that has just come into a working status: asks for a fresh consent where its server wants one
 * (`*_PENDING_AUTH`), else synchronizes after the answer.
 */
export async function proceed(context: TargetsContext, actor: Actor, target: TargetRecord): Promise<TargetRecord> {
  if (oauthOf(target.credentials) !== undefined) return askForConsent(context, actor, target)
  context.inBackground('synchronization', () => synchronizeNow(context, target))
  return target
}

async function askForConsent(context: TargetsContext, actor: Actor, target: TargetRecord): Promise<TargetRecord> {
  const started = await startSession(context, actor, target).catch(async (error: unknown) => {
    if (!(error instanceof DomainError))
      context.logger.error({ err: error, targetId: target.id }, 'no consent could be asked for')
    const cause = error instanceof DomainError ? error.message : 'Postern’s log says more; synchronize again.'
    return endWithout(context, target, 'failed', `The authorization could not be started. ${cause}`)
  })
  if (started === undefined) throw targetChangedMeanwhile()
  if (!('authorizationUrl' in started)) return started
  const pending = await context.store.change(target.id, target.version, {
    status: advance(target.status, 'consentNeeded'),
    sessionId: started.sessionId,
    authUserId: started.userId,
    due: { at: started.expiresAt },
  })
  if (typeof pending === 'string') {
    await context.sessions.cancelForTarget(target.id, actor)
    throw targetChangedMeanwhile()
  }
  context.changed(pending)
  return pending
}

async function startSession(context: TargetsContext, actor: Actor, target: TargetRecord) {
  const oauth = oauthOf(target.credentials)
  if (oauth === undefined) throw new Error(`Target ${target.id} has no OAuth client.`)
  const gateway = await context.gateways.get(target.gatewayId)
  const userId = newSyncUserId(target.gatewayId, target.id)
  const purpose: SyncPurpose = {
    kind: 'sync',
    gatewayId: gateway.id,
    gatewayName: gateway.name,
    targetId: target.id,
    targetName: target.name,
  }
  const ownPage = `${context.publicOrigin}/return`
  const started = await context.sessions.startSync({
    actor,
    purpose,
    workloadName: target.gatewayId,
    userId,
    providerName: providerNameOf(oauth),
    scopes: oauth.scopes,
    ...(oauth.customParameters && { customParameters: oauth.customParameters }),
    resource: endpointOf(target),
    // A person in the console finishes on our own page, which knows who signed in; a script has a page of its own.
    returnUrl: actor.kind === 'console' ? ownPage : (oauth.defaultReturnUrl ?? ownPage),
  })
  return { ...started, userId }
}

/** A consent was completed. Resolves when the target works; the token is given back whatever becomes of it. */
export async function grantArrived(context: TargetsContext, purpose: SyncPurpose, grant: SyncGrant): Promise<void> {
  const target = await context.store.find(purpose.gatewayId, purpose.targetId)
  const waited = target !== undefined && isPendingAuth(target.status) && target.sessionId === grant.sessionId
  const working =
    waited &&
    (await context.store.change(target.id, target.version, {
      status: advance(target.status, 'consented'),
      sessionId: null,
      due: { inMs: workDueMs },
    }))
  if (!working || typeof working === 'string') {
    context.logger.info({ targetId: purpose.targetId }, 'a consent came for a target that no longer waits for it')
    await grant.done()
    return
  }
  context.changed(working)
  context.inBackground('synchronization', () =>
    synchronizeNow(context, working, grant.accessToken).finally(() => grant.done()),
  )
}

export const timedOut =
  'OAuth User_Federation authorization timed out. The gateway owner did not complete authorization within the allowed time. Synchronize the target to get a new link.'

const endings: Record<SyncOutcome['state'], string> = {
  EXPIRED: timedOut,
  DENIED: 'The authorization was refused at the provider. Synchronize the target to ask again.',
  FAILED: 'The authorization failed. Synchronize the target to start again.',
  MISMATCH:
    'The authorization was completed by somebody else than the person who started it, and was discarded. Synchronize the target to start again.',
  CANCELLED: 'The authorization was cancelled. Synchronize the target to start again.',
}

/** An authorization ended without a grant. One that the target no longer waits for changes nothing. */
export async function authorizationEnded(
  context: TargetsContext,
  purpose: SyncPurpose,
  outcome: SyncOutcome,
): Promise<void> {
  const target = await context.store.find(purpose.gatewayId, purpose.targetId)
  if (target === undefined || !isPendingAuth(target.status) || target.sessionId !== outcome.sessionId) return
  const detail = outcome.detail === undefined ? '' : ` (${outcome.detail})`
  await endWithout(context, target, 'expired', `${endings[outcome.state]}${detail}`)
}
