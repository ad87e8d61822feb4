import { isPendingAuth } from '../contracts/targets.ts'
import { changedMeanwhile, tokenReused, type GatewayRecord } from '../gateways/index.ts'
import { canonicalJson } from '../kernel/canonical-json.ts'
import { DomainError } from '../kernel/domain-error.ts'
import { actorLabel, type Actor } from '../kernel/principals.ts'
import { sha256Hex } from '../platform/crypto/hash.ts'
import { newId, randomUpperId } from '../platform/random.ts'
import { proceed } from './authorize.ts'
import {
  attempts,
  auditEntry,
  getTarget,
  targetChangedMeanwhile,
  targetNameTaken,
  workDueMs,
  type TargetsContext,
} from './context.ts'
import { advance } from './lifecycle.ts'
import { planTarget, type TargetPlan } from './plan-target.ts'
import { endWithout, givenCatalogue, settled } from './synchronize.ts'
import {
  endpointOf,
  methodOf,
  type CreateTargetInput,
  type TargetRecord,
  type TargetSettings,
  type UpdateTargetInput,
} from './target.ts'
import type { NewRun } from './target.store.ts'

const newRun = (kind: NewRun['kind'], actor: Actor, settings: TargetSettings): NewRun => ({
  id: newId(),
  kind,
  method: methodOf(settings),
  endpoint: endpointOf(settings),
  startedBy: actorLabel(actor),
})

const settingsOf = (name: string, description: string | undefined, plan: TargetPlan): TargetSettings => ({
  name,
  ...(description !== undefined && { description }),
  configuration: plan.configuration,
  credentials: plan.credentials,
})

export async function createTarget(
  context: TargetsContext,
  actor: Actor,
  gatewayId: string,
  input: CreateTargetInput,
  clientToken?: string,
): Promise<TargetRecord> {
  const { store } = context
  const inputHash = sha256Hex(canonicalJson({ gatewayId, ...input }))
  const replay = async (): Promise<TargetRecord | undefined> => {
    const earlier = clientToken === undefined ? undefined : await store.findByClientToken(clientToken)
    if (earlier !== undefined && earlier.inputHash !== inputHash) throw tokenReused()
    return earlier?.record
  }
  for (let attempt = 0; attempt < attempts; attempt++) {
    const gateway = await context.gateways.get(gatewayId)
    const earlier = await replay()
    if (earlier !== undefined) return earlier
    const plan = await planTarget(context, gateway, input)
    const target = newTarget(context, gateway, settingsOf(input.name, input.description, plan), plan)
    const catalogue = plan.tools && (await givenCatalogue(context, target, plan.tools))
    const audit = auditEntry('target.created', actor, target, {
      endpoint: endpointOf(target),
      method: methodOf(target),
    })
    const run = newRun('create', actor, target)
    const stored = await store.insert(
      { record: target, clientToken, inputHash, run, catalogue },
      gateway.version,
      audit,
    )
    if (stored === 'stored') {
      await context.fault('target.created')
      context.changed(target)
      return plan.tools ? getTarget(context, gatewayId, target.id) : proceed(context, actor, target)
    }
    if (stored === 'name-taken')
      throw (await replay()) === undefined ? targetNameTaken(input.name) : targetChangedMeanwhile()
  }
  throw changedMeanwhile()
}

function newTarget(
  context: TargetsContext,
  gateway: GatewayRecord,
  settings: TargetSettings,
  plan: TargetPlan,
): TargetRecord {
  const now = context.clock.now()
  return {
    ...settings,
    id: randomUpperId(10),
    gatewayId: gateway.id,
    status: plan.tools ? 'READY' : 'CREATING',
    statusReasons: [],
    ...(plan.tools === undefined && { dueAt: now + workDueMs }),
    version: 1,
    createdAt: now,
    updatedAt: now,
  }
}

export async function updateTarget(
  context: TargetsContext,
  actor: Actor,
  gatewayId: string,
  targetId: string,
  input: UpdateTargetInput,
): Promise<TargetRecord> {
  const { store } = context
  for (let attempt = 0; attempt < attempts; attempt++) {
    const gateway = await context.gateways.get(gatewayId)
    const target = await getTarget(context, gatewayId, targetId)
    const plan = await planTarget(context, gateway, input)
    const settings = settingsOf(input.name ?? target.name, input.description, plan)
    const updating = { ...target, ...settings, status: advance(target.status, 'update') }
    const along = {
      audit: auditEntry('target.updated', actor, updating, {
        endpoint: endpointOf(settings),
        method: methodOf(settings),
      }),
      gatewayVersion: gateway.version,
      fails: 'Replaced by an update before it came to an end.',
      opens: newRun('update', actor, settings),
    }
    const changed = plan.tools
      ? await store.publish(
          target.id,
          target.version,
          { settings, ...settled(updating, 'synced'), lastSynchronizedAt: null },
          await givenCatalogue(context, updating, plan.tools),
          along,
        )
      : await store.change(
          target.id,
          target.version,
          { settings, status: updating.status, statusReasons: [], ...handedOver },
          along,
        )
    if (changed === 'name-taken') throw targetNameTaken(settings.name)
    if (changed === 'stale') continue
    return handOver(context, actor, target, changed)
  }
  throw targetChangedMeanwhile()
}

/** Nothing is waited for yet, and the reaper watches. */
const handedOver = { sessionId: null, authUserId: null, due: { inMs: workDueMs } } as const

/** Ends a link that the target waited for until now, and goes on with what it has become. */
async function handOver(
  context: TargetsContext,
  actor: Actor,
  before: TargetRecord,
  after: TargetRecord,
): Promise<TargetRecord> {
  context.changed(after)
  if (isPendingAuth(before.status)) await context.sessions.cancelForTarget(before.id, actor)
  return after.status === 'READY' ? after : proceed(context, actor, after)
}

export async function synchronizeTarget(
  context: TargetsContext,
  actor: Actor,
  gatewayId: string,
  targetId: string,
): Promise<TargetRecord> {
  const target = await getTarget(context, gatewayId, targetId)
  if (methodOf(target) === 'schema') {
    const message =
      'This target has its tools from mcpToolSchema and is never synchronized. Update the target with a new schema, or without one to have the tools read from the server.'
    throw new DomainError('ValidationException', message, {
      reason: 'FieldValidationFailed',
      fieldList: [{ name: 'targetIdList[0]', message }],
    })
  }
  return restart(context, actor, target, 'sync')
}

/** A fresh link for a target that waits for one, bound to the person who asks. */
export async function renewAuthorization(
  context: TargetsContext,
  actor: Actor,
  gatewayId: string,
  targetId: string,
): Promise<TargetRecord> {
  return restart(context, actor, await getTarget(context, gatewayId, targetId), 'renew')
}

async function restart(
  context: TargetsContext,
  actor: Actor,
  target: TargetRecord,
  event: 'sync' | 'renew',
): Promise<TargetRecord> {
  const status = advance(target.status, event)
  // A pending operation stays the same operation, with another link.
  const goesOn = isPendingAuth(target.status)
  const type = goesOn ? 'target.authorization-renewed' : 'target.synchronization-started'
  const changed = await context.store.change(
    target.id,
    target.version,
    { status, statusReasons: [], ...handedOver },
    { audit: auditEntry(type, actor, target), ...(!goesOn && { opens: newRun('synchronize', actor, target) }) },
  )
  if (typeof changed === 'string') throw targetChangedMeanwhile()
  return handOver(context, actor, target, changed)
}

export async function cancelAuthorization(
  context: TargetsContext,
  actor: Actor,
  gatewayId: string,
  targetId: string,
): Promise<TargetRecord> {
  const target = await getTarget(context, gatewayId, targetId)
  advance(target.status, 'cancel')
  const reason = `${actorLabel(actor)} cancelled the authorization. Synchronize the target to start again.`
  const ended = await endWithout(context, target, 'cancel', reason, actor)
  if (ended === undefined) throw targetChangedMeanwhile()
  await context.sessions.cancelForTarget(target.id, actor)
  return ended
}

export async function removeTarget(
  context: TargetsContext,
  actor: Actor,
  gatewayId: string,
  targetId: string,
): Promise<TargetRecord> {
  const target = await getTarget(context, gatewayId, targetId)
  const status = advance(target.status, 'remove')
  if (!(await context.store.remove(target.id, target.version, auditEntry('target.deleted', actor, target))))
    throw targetChangedMeanwhile()
  context.changed(target)
  if (isPendingAuth(target.status)) await context.sessions.cancelForTarget(target.id, actor)
  return { ...target, status }
}
