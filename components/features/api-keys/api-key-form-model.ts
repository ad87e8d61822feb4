import type { z } from 'zod'
import type { WireForm } from '../../../lib/console/wire-form.ts'
import { apiKeyLifetimes } from '../../../lib/contracts/api-keys.ts'
import { createGatewayApiKey } from '../../../lib/contracts/operations/api-keys.ts'

export interface ApiKeyFormValues {
  name: string
  reach: 'all' | 'some'
  targetIds: string[]
  days: string
}

export const emptyApiKey: ApiKeyFormValues = {
  name: '',
  reach: 'all',
  targetIds: [],
  days: String(apiKeyLifetimes.usual),
}

const dayMs = 24 * 60 * 60_000

export const toApiKeyInput = (
  gatewayIdentifier: string,
  { name, reach, targetIds, days }: ApiKeyFormValues,
  now: number,
): z.input<typeof createGatewayApiKey.input> => ({
  gatewayIdentifier,
  name: name.trim(),
  ...(reach === 'some' && { targetIds }),
  expiresAt: new Date(now + Number(days) * dayMs).toISOString(),
})

export const apiKeyForm = (gatewayIdentifier: string): WireForm<ApiKeyFormValues> => ({
  toInput: (values) => toApiKeyInput(gatewayIdentifier, values, Date.now()),
  schema: createGatewayApiKey.input,
  fields: { name: 'name', targetIds: 'targetIds', expiresAt: 'days' },
})
