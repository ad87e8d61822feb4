import type { AttentionItem } from '../../contracts/console.ts'
import { getOverview as shape } from '../../contracts/operations/console.ts'
import { isInMotion, isPendingAuth } from '../../contracts/targets.ts'
import { defineOperation } from '../operation.ts'
import type { TargetRecord } from '../../targets/index.ts'
import type { Rooms } from '../rooms.ts'

export const getOverview = defineOperation(shape, {
  run: async ({ rooms: { gateways, targets, identity } }) => {
    const [records, listed, oauthClients] = await Promise.all([
      gateways.all(),
      targets.allWithTools(),
      identity.providers.count(),
    ])
    const names = new Map(records.map((gateway) => [gateway.id, gateway.name]))
    return {
      attention: listed
        .flatMap(({ record }) => attentionOf(targets, record, names.get(record.gatewayId)))
        .sort((one, other) => (one.since < other.since ? 1 : -1)),
      gateways: records.map((gateway) => ({
        gatewayId: gateway.id,
        name: gateway.name,
        status: gateway.status,
        authorizerType: gateway.settings.authorizerType,
        targets: listed
          .filter(({ record }) => record.gatewayId === gateway.id)
          .map(({ record: { id, name, status }, tools }) => ({ targetId: id, name, status, tools: tools.length })),
      })),
      oauthClients,
    }
  },
})

/** What a person must do about a target; nothing where it is well or finishes by itself. */
function attentionOf(
  targets: Rooms['targets'],
  record: TargetRecord,
  gatewayName: string | undefined,
): AttentionItem[] {
  const { status } = record
  if (gatewayName === undefined || status === 'READY' || (isInMotion(status) && !isPendingAuth(status))) return []
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
