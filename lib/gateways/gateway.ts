import type { z } from 'zod'
import type { createGateway, updateGateway } from '../contracts/operations/gateways.ts'
import type { GatewayStatus } from '../contracts/gateways.ts'

export type CreateGatewayInput = Omit<z.infer<typeof createGateway.input>, 'clientToken'>
export type UpdateGatewayInput = Omit<z.infer<typeof updateGateway.input>, 'gatewayIdentifier'>

/** What an administrator asked for, in AgentCore's words. `roleArn` and `kmsKeyArn` are stored and echoed only. */
export type GatewaySettings = Omit<CreateGatewayInput, 'name'>

export interface GatewayRecord {
  id: string
  name: string
  settings: GatewaySettings
  status: GatewayStatus
  statusReasons: string[]
  /** Grows with each change of the gateway and each change of its set of targets, so that rules about both cannot race. */
  version: number
  /** Milliseconds since 1970, like all times of a record. */
  createdAt: number
  updatedAt: number
}
