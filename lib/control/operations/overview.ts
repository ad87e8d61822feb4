import type { AttentionItem } from '../../contracts/console.ts'
import { getOverview as shape } from '../../contracts/operations/console.ts'
import { isInMotion, isPendingAuth } from '../../contracts/targets.ts'
import { defineOperation } from '../operation.ts'
import type { TargetRecord } from '../../targets/index.ts'
import type { Rooms } from '../rooms.ts'

export const getOverview = defineOperation(shape, {
  run: async ({ rooms: { gateways, targets, identity } }) => {
    const [records, listed, reviews, oauthClients] = await Promise.all([
      gateways.all(),
      targets.allWithTools(),
      targets.reviews(),
      identity.providers.count(),
    ])
    const names = new Map(records.map((gateway) => [gateway.id, gateway.name]))
    return {
      attention: listed
        .flatMap(({ record }) => {
          const gatewayName = names.get(record.gatewayId)
          const waiting = reviews.get(record.id)?.waiting ?? 0
          return gatewayName === undefined
            ? []
            : [...attentionOf(targets, record, gatewayName), ...toApprove(record, gatewayName, waiting)]
        })
        .sort((one, other) => other.since.localeCompare(one.since)),
      gateways: records.map((gateway) => ({
        gatewayId: gateway.id,
        name: gateway.name,
        status: gateway.status,
        authorizerType: gateway.settings.authorizerType,
        targets: listed
          .filter(({ record }) => record.gatewayId === gateway.id)
          .map(({ record: { id, name, status }, tools }) => ({
            ...{ targetId: id, name, status, tools: tools.length - (reviews.get(id)?.withheldTools ?? 0) },
            waiting: reviews.get(id)?.waiting ?? 0,
          })),
      })),
      oauthClients,
    }
  },
})

/** What a person must do about a target; nothing where it is well or finishes by itself. */
function attentionOf(targets: Rooms['targets'], record: TargetRecord, gatewayName: string): AttentionItem[] {
  const { status } = record
  if (status === 'READY' || (isInMotion(status) && !isPendingAuth(status))) return []
  const again = targets.method(record) === 'sync' ? 'synchronize' : 'review'
  return [
    {
      gatewayId: record.gatewayId,
      gatewayName,
      targetId: record.id,
      targetName: record.name,
      status,
      ...(record.statusReasons.length > 0 && { reason: record.statusReasons.join(' ') }),
      action: isPendingAuth(status) ? 'authorize' : again,
      since: new Date(record.updatedAt).toISOString(),
    },
  ]
}

const toApprove = (record: TargetRecord, gatewayName: string, waiting: number): AttentionItem[] =>
  waiting === 0
    ? []
    : [
        {
          ...{ gatewayId: record.gatewayId, gatewayName, targetId: record.id, targetName: record.name },
          ...{ status: record.status, action: 'approve', waiting },
          since: new Date(record.updatedAt).toISOString(),
        },
      ]
