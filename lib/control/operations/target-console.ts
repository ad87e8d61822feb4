import * as shapes from '../../contracts/operations/console.ts'
import type { PendingAuthorization } from '../../identity/index.ts'
import { actorLabel, type Actor } from '../../kernel/principals.ts'
import { defineOperation } from '../operation.ts'
import { catalogueTools } from './catalogue-tools.ts'
import { maxBodyWithToolSchema } from './gateway-targets.ts'

export const getTargetConsoleView = defineOperation(shapes.getTargetConsoleView, {
  errors: ['ResourceNotFoundException'],
  run: async ({ rooms: { gateways, targets, identity }, actor }, { gatewayIdentifier, targetId }) => {
    const record = await targets.get(gatewayIdentifier, targetId)
    const [gateway, runs, tools, pending, history] = await Promise.all([
      gateways.get(gatewayIdentifier),
      targets.runs(targetId),
      targets.tools(gatewayIdentifier, targetId),
      identity.sessions.pendingForTarget(targetId),
      identity.sessions.historyForTarget(targetId),
    ])
    return {
      runs,
      tools: catalogueTools({ record, gatewayName: gateway.name, tools, needsConsent: targets.needsConsent(record) }),
      method: targets.method(record),
      ...(pending && { pending: pendingView(pending, actor) }),
      authorizations: history.map(({ at, ...rest }) => ({ at: new Date(at).toISOString(), ...rest })),
    }
  },
})

/** A link is shown to whoever asked for it. Others get a fresh one, which is then theirs to finish. */
function pendingView(pending: PendingAuthorization, actor: Actor) {
  const mine = sameActor(pending.startedBy, actor)
  return {
    expiresAt: new Date(pending.expiresAt).toISOString(),
    startedBy: actorLabel(pending.startedBy),
    mine,
    ...(mine && { authorizationUrl: pending.authorizationUrl }),
    providerName: pending.providerName,
    scopes: pending.scopes,
    opened: pending.opened,
  }
}

const sameActor = (one: Actor, other: Actor): boolean =>
  (one.kind === 'console' && other.kind === 'console' && one.userId === other.userId) ||
  (one.kind === 'iam' && other.kind === 'iam' && one.accessKeyId === other.accessKeyId)

export const cancelTargetAuthorization = defineOperation(shapes.cancelTargetAuthorization, {
  errors: ['ResourceNotFoundException', 'ConflictException', 'ConcurrentModificationException'],
  run: async ({ rooms: { targets }, actor }, { gatewayIdentifier, targetId }) =>
    targets.present(await targets.cancelAuthorization(actor, gatewayIdentifier, targetId)),
})

export const renewTargetAuthorization = defineOperation(shapes.renewTargetAuthorization, {
  errors: ['ResourceNotFoundException', 'ConflictException', 'ConcurrentModificationException'],
  run: async ({ rooms: { targets }, actor }, { gatewayIdentifier, targetId }) =>
    targets.present(await targets.renewAuthorization(actor, gatewayIdentifier, targetId)),
})

export const validateToolSchema = defineOperation(shapes.validateToolSchema, {
  maxBodyBytes: maxBodyWithToolSchema,
  mayRepeat: true,
  run: async ({ rooms: { targets } }, { inlinePayload }) => targets.validateToolSchema(inlinePayload),
})
