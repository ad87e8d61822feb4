import * as shapes from '../../contracts/operations/console.ts'
import type { PendingAuthorization } from '../../identity/index.ts'
import { actorLabel, type Actor } from '../../kernel/principals.ts'
import { defineOperation } from '../operation.ts'
import { completeItem, listedItem } from './catalogue-items.ts'
import { neighboursIn } from './catalogue-neighbours.ts'
import { completeTool, listedTools } from './catalogue-tools.ts'
import { maxBodyWithToolSchema } from './gateway-targets.ts'

export const getTargetConsoleView = defineOperation(shapes.getTargetConsoleView, {
  errors: ['ResourceNotFoundException'],
  run: async ({ rooms: { gateways, targets, identity }, actor }, { gatewayIdentifier, targetId }) => {
    const record = await targets.get(gatewayIdentifier, targetId)
    const [gateway, runs, tools, items, around, reviews, pending, history] = await Promise.all([
      gateways.get(gatewayIdentifier),
      targets.runs(targetId),
      targets.tools(gatewayIdentifier, targetId),
      targets.items(gatewayIdentifier, targetId),
      targets.allWithTools(gatewayIdentifier),
      targets.reviews(gatewayIdentifier),
      identity.sessions.pendingForTarget(targetId),
      identity.sessions.historyForTarget(targetId),
    ])
    const review = reviews.get(targetId)
    const needsConsent = targets.needsConsent(record)
    const neighbours = neighboursIn(around)(gatewayIdentifier, record.name)
    return {
      runs,
      tools: listedTools({ record, gatewayName: gateway.name, tools, needsConsent, review }).map((tool) =>
        completeTool(tool, review, neighbours),
      ),
      items: items.map((item) => completeItem(listedItem(record.name, item), review, neighbours)),
      ...(record.staleSince !== undefined && { staleSince: new Date(record.staleSince).toISOString() }),
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
