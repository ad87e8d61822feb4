import { neighbourhood, type Neighbours } from '../../targets/index.ts'

interface Listed {
  record: { gatewayId: string; name: string }
  tools: readonly { name: string }[]
}

/** The neighbours of what a target offers, by gateway and target's name; those of one gateway are gathered once. */
export function neighboursIn(listed: readonly Listed[]): (gatewayId: string, targetName: string) => Neighbours {
  const around = new Map<string, (targetName: string) => Neighbours>()
  return (gatewayId, targetName) => {
    let known = around.get(gatewayId)
    if (!known) {
      const own = listed.filter(({ record }) => record.gatewayId === gatewayId)
      known = neighbourhood(own.map(({ record, tools }) => ({ targetName: record.name, tools })))
      around.set(gatewayId, known)
    }
    return known(targetName)
  }
}
