import type { z } from 'zod'
import type { Gateway } from '../../../lib/contracts/gateways.ts'
import { firstVersionWithConsent, supportedMcpVersions } from '../../../lib/contracts/gateways.ts'
import { createGatewayTarget } from '../../../lib/contracts/operations/gateways.ts'
import type { GatewayTarget } from '../../../lib/contracts/targets.ts'
import { orAbsent, toWords, type WireForm } from '../../../lib/console/wire-form.ts'

export interface TargetFormValues {
  name: string
  description: string
  endpoint: string
  protection: 'none' | 'oauth'
  providerArn: string
  scopes: string
  /** One `name=value` a line. */
  parameters: string
  returnUrl: string
  method: 'sync' | 'schema'
  toolSchema: string
  /** Bytes; empty: the usual cap. */
  maxResponseBytes: string
  /** 0 to 1000; empty: 1000. */
  resourcePriority: string
}

export type TargetInput = z.input<typeof createGatewayTarget.input>

export const emptyTarget: TargetFormValues = {
  name: '',
  description: '',
  endpoint: '',
  protection: 'none',
  providerArn: '',
  scopes: '',
  parameters: '',
  returnUrl: '',
  method: 'sync',
  toolSchema: '',
  maxResponseBytes: '',
  resourcePriority: '',
}

export function targetValues(target: GatewayTarget): TargetFormValues {
  const server = target.targetConfiguration.mcp.mcpServer
  const oauth = target.credentialProviderConfigurations[0]?.credentialProvider.oauthCredentialProvider
  return {
    name: target.name,
    description: target.description ?? '',
    endpoint: server.endpoint,
    protection: oauth ? 'oauth' : 'none',
    providerArn: oauth?.providerArn ?? '',
    scopes: (oauth?.scopes ?? []).join(' '),
    parameters: Object.entries(oauth?.customParameters ?? {})
      .map(([name, value]) => `${name}=${value}`)
      .join('\n'),
    returnUrl: oauth?.defaultReturnUrl ?? '',
    method: server.mcpToolSchema ? 'schema' : 'sync',
    toolSchema: server.mcpToolSchema?.inlinePayload ?? '',
    maxResponseBytes: server.maxResponseBytes?.toString() ?? '',
    resourcePriority: server.resourcePriority?.toString() ?? '',
  }
}

/** A line without `=` becomes a name without a value, which the contract refuses with its own words. */
function toParameters(text: string): Record<string, string> | undefined {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  if (lines.length === 0) return undefined
  return Object.fromEntries(
    lines.map((line) => {
      const [name = '', ...value] = line.split('=')
      return [name.trim(), value.join('=').trim()]
    }),
  )
}

/** What is no number stays none, and the contract says so at the field. */
function toNumber(text: string): number | undefined {
  const typed = orAbsent(text)?.replaceAll(/[\s,_]/g, '')
  return typed === undefined ? undefined : Number(typed)
}

/** An update replaces everything, so members that this form does not show are carried over from `stored`. */
export function toTargetInput(values: TargetFormValues, gatewayId: string, stored?: GatewayTarget): TargetInput {
  const oauthCredentialProvider = {
    providerArn: values.providerArn,
    scopes: toWords(values.scopes),
    customParameters: toParameters(values.parameters),
    grantType: 'AUTHORIZATION_CODE' as const,
    defaultReturnUrl: orAbsent(values.returnUrl),
  }
  return {
    gatewayIdentifier: gatewayId,
    name: values.name.trim(),
    description: orAbsent(values.description),
    targetConfiguration: {
      mcp: {
        mcpServer: {
          ...stored?.targetConfiguration.mcp.mcpServer,
          endpoint: values.endpoint.trim(),
          maxResponseBytes: toNumber(values.maxResponseBytes),
          resourcePriority: toNumber(values.resourcePriority),
          mcpToolSchema: values.method === 'schema' ? { inlinePayload: values.toolSchema } : undefined,
        },
      },
    },
    credentialProviderConfigurations:
      values.protection === 'oauth'
        ? [{ credentialProviderType: 'OAUTH', credentialProvider: { oauthCredentialProvider } }]
        : undefined,
  }
}

const server = 'targetConfiguration.mcp.mcpServer'
const oauth = 'credentialProviderConfigurations.0.credentialProvider.oauthCredentialProvider'
const oauthFields = {
  '': 'providerArn',
  '.providerArn': 'providerArn',
  '.scopes': 'scopes',
  '.customParameters': 'parameters',
  '.defaultReturnUrl': 'returnUrl',
  '.grantType': 'protection',
} as const

export const targetFields: WireForm<TargetFormValues>['fields'] = {
  name: 'name',
  description: 'description',
  targetConfiguration: 'endpoint',
  [`${server}.endpoint`]: 'endpoint',
  [`${server}.maxResponseBytes`]: 'maxResponseBytes',
  [`${server}.resourcePriority`]: 'resourcePriority',
  [`${server}.mcpToolSchema`]: 'toolSchema',
  credentialProviderConfigurations: 'protection',
  ...Object.fromEntries(Object.entries(oauthFields).map(([tail, field]) => [`${oauth}${tail}`, field])),
}

export const targetWireForm = (gatewayId: string, stored?: GatewayTarget): WireForm<TargetFormValues> => ({
  toInput: (values) => toTargetInput(values, gatewayId, stored),
  schema: createGatewayTarget.input,
  fields: targetFields,
})

/**
 * Why a target of this gateway cannot have people sign in one by one, or undefined where it can: only a caller with a
 * verified subject or an API key can own a grant, and only this revision can show a link.
 */
export function consentObstacle(gateway: Gateway): string | undefined {
  const versions: readonly string[] = gateway.protocolConfiguration?.mcp.supportedVersions ?? supportedMcpVersions
  if (gateway.authorizerType === 'AWS_IAM' || gateway.authorizerType === 'NONE')
    return 'Needs a gateway whose callers are known: built-in sign-in, your identity provider, or API keys.'
  if (!versions.some((version) => version >= firstVersionWithConsent))
    return `Needs MCP version ${firstVersionWithConsent} on the gateway: older versions cannot show a person a link. Turn it on in the gateway’s settings.`
  return undefined
}
