import type { z } from 'zod'
import type { ApprovalMode } from '../../../lib/contracts/approvals.ts'
import {
  type AuthorizerType,
  type CustomClaim,
  type Gateway,
  supportedMcpVersions,
} from '../../../lib/contracts/gateways.ts'
import { createGateway } from '../../../lib/contracts/operations/gateways.ts'
import { listOrAbsent, orAbsent, toList, toWords, type WireForm } from '../../../lib/console/wire-form.ts'

export type ClaimMatch = 'equals' | 'contains' | 'contains-any'
export interface ClaimRow {
  name: string
  match: ClaimMatch
  value: string
}

/** What the form holds: every text present, lists as typed. */
export interface GatewayFormValues {
  name: string
  description: string
  authorizerType: AuthorizerType
  discoveryUrl: string
  allowedClients: string
  allowedAudiences: string
  allowedScopes: string
  customClaims: ClaimRow[]
  approval: ApprovalMode
  supportedVersions: string[]
  instructions: string
  roleArn: string
}

export type CreateGatewayInput = z.input<typeof createGateway.input>

export const emptyGateway: GatewayFormValues = {
  name: '',
  description: '',
  authorizerType: 'CUSTOM_JWT',
  discoveryUrl: '',
  allowedClients: '',
  allowedAudiences: '',
  allowedScopes: '',
  customClaims: [],
  approval: 'automatic',
  supportedVersions: [...supportedMcpVersions],
  instructions: '',
  roleArn: 'arn:aws:iam::000000000000:role/postern',
}

const lines = (list: readonly string[] | undefined): string => (list ?? []).join('\n')

function toClaim({ name, match, value }: ClaimRow): CustomClaim {
  const list = match === 'contains-any'
  return {
    inboundTokenClaimName: name.trim(),
    inboundTokenClaimValueType: match === 'equals' ? 'STRING' : 'STRING_ARRAY',
    authorizingClaimMatchValue: {
      claimMatchValue: list ? { matchValueStringList: toList(value) } : { matchValueString: value.trim() },
      claimMatchOperator: match === 'equals' ? 'EQUALS' : list ? 'CONTAINS_ANY' : 'CONTAINS',
    },
  }
}

function toClaimRow(claim: CustomClaim): ClaimRow {
  const { claimMatchOperator: operator, claimMatchValue: value } = claim.authorizingClaimMatchValue
  return {
    name: claim.inboundTokenClaimName,
    match: operator === 'EQUALS' ? 'equals' : operator === 'CONTAINS' ? 'contains' : 'contains-any',
    value: value.matchValueString ?? lines(value.matchValueStringList),
  }
}

export function gatewayValues(gateway: Gateway): GatewayFormValues {
  const jwt = gateway.authorizerConfiguration?.customJWTAuthorizer
  const mcp = gateway.protocolConfiguration?.mcp
  return {
    name: gateway.name,
    description: gateway.description ?? '',
    authorizerType: gateway.authorizerType,
    discoveryUrl: jwt?.discoveryUrl ?? '',
    allowedClients: lines(jwt?.allowedClients),
    allowedAudiences: lines(jwt?.allowedAudience),
    allowedScopes: lines(jwt?.allowedScopes),
    customClaims: (jwt?.customClaims ?? []).map(toClaimRow),
    approval: gateway.approval ?? 'automatic',
    supportedVersions: mcp?.supportedVersions ?? [...supportedMcpVersions],
    instructions: mcp?.instructions ?? '',
    roleArn: gateway.roleArn ?? emptyGateway.roleArn,
  }
}

function toAuthorizer(values: GatewayFormValues, stored: Gateway | undefined) {
  if (values.authorizerType !== 'CUSTOM_JWT') return undefined
  const scopes = toWords(values.allowedScopes)
  const claims = values.customClaims.filter((row) => row.name.trim() !== '' || row.value.trim() !== '')
  return {
    customJWTAuthorizer: {
      ...stored?.authorizerConfiguration?.customJWTAuthorizer,
      discoveryUrl: values.discoveryUrl.trim(),
      allowedClients: listOrAbsent(values.allowedClients),
      allowedAudience: listOrAbsent(values.allowedAudiences),
      allowedScopes: scopes.length === 0 ? undefined : scopes,
      customClaims: claims.length === 0 ? undefined : claims.map(toClaim),
    },
  }
}

/** An update replaces everything, so members that this form does not show are carried over from `stored`. */
export function toGatewayInput(values: GatewayFormValues, stored?: Gateway): CreateGatewayInput {
  return {
    name: values.name.trim(),
    description: orAbsent(values.description),
    roleArn: values.roleArn.trim(),
    protocolType: 'MCP',
    protocolConfiguration: {
      mcp: {
        ...stored?.protocolConfiguration?.mcp,
        supportedVersions: supportedMcpVersions.filter((version) => values.supportedVersions.includes(version)),
        instructions: orAbsent(values.instructions),
      },
    },
    authorizerType: values.authorizerType,
    authorizerConfiguration: toAuthorizer(values, stored),
    approval: values.approval,
    kmsKeyArn: stored?.kmsKeyArn,
    exceptionLevel: stored?.exceptionLevel,
  }
}

const jwt = 'authorizerConfiguration.customJWTAuthorizer'
export const gatewayFields: WireForm<GatewayFormValues>['fields'] = {
  name: 'name',
  description: 'description',
  roleArn: 'roleArn',
  approval: 'approval',
  authorizerType: 'authorizerType',
  authorizerConfiguration: 'discoveryUrl',
  [jwt]: 'allowedClients',
  [`${jwt}.discoveryUrl`]: 'discoveryUrl',
  [`${jwt}.allowedClients`]: 'allowedClients',
  [`${jwt}.allowedAudience`]: 'allowedAudiences',
  [`${jwt}.allowedScopes`]: 'allowedScopes',
  [`${jwt}.customClaims`]: 'customClaims',
  'protocolConfiguration.mcp.supportedVersions': 'supportedVersions',
  'protocolConfiguration.mcp.instructions': 'instructions',
}

/** Create and update take the same settings; the id of an update is part of its address and not of the form. */
export const gatewayWireForm = (stored?: Gateway): WireForm<GatewayFormValues> => ({
  toInput: (values) => toGatewayInput(values, stored),
  schema: createGateway.input,
  fields: gatewayFields,
})
