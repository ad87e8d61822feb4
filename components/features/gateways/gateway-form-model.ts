import type { z } from 'zod'
import type { ApprovalMode } from '../../../lib/contracts/approvals.ts'
import {
  authorizerConditions,
  conditionMissing,
  type CustomClaim,
  type Gateway,
  supportedMcpVersions,
} from '../../../lib/contracts/gateways.ts'
import { builtInDiscoveryUrl } from '../../../lib/contracts/mcp-clients.ts'
import { createGateway } from '../../../lib/contracts/operations/gateways.ts'
import { isBuiltIn, signInOf, type SignInChoice } from '../../../lib/console/sign-in.ts'
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
  signIn: SignInChoice
  /** Id of the one provider whose people come in. */
  signInProvider: string
  /** Where a provider for a tested issuer is to be added. */
  providerIssuer: string
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
  signIn: 'BUILT_IN',
  signInProvider: '',
  providerIssuer: '',
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
  const signIn = signInOf(gateway)
  const builtIn = isBuiltIn(signIn)
  return {
    name: gateway.name,
    description: gateway.description ?? '',
    signIn,
    signInProvider: gateway.signIn?.providerId ?? '',
    providerIssuer: '',
    discoveryUrl: builtIn ? '' : (jwt?.discoveryUrl ?? ''),
    allowedClients: lines(jwt?.allowedClients),
    allowedAudiences: builtIn ? '' : lines(jwt?.allowedAudience),
    allowedScopes: lines(jwt?.allowedScopes),
    customClaims: (jwt?.customClaims ?? []).map(toClaimRow),
    approval: gateway.approval ?? 'automatic',
    supportedVersions: mcp?.supportedVersions ?? [...supportedMcpVersions],
    instructions: mcp?.instructions ?? '',
    roleArn: gateway.roleArn ?? emptyGateway.roleArn,
  }
}

function toAuthorizer(values: GatewayFormValues, ownUrl: string, stored: Gateway | undefined) {
  const builtIn = isBuiltIn(values.signIn)
  if (!builtIn && values.signIn !== 'CUSTOM_JWT') return undefined
  const scopes = toWords(values.allowedScopes)
  const claims = values.customClaims.filter((row) => row.name.trim() !== '' || row.value.trim() !== '')
  return {
    customJWTAuthorizer: {
      ...stored?.authorizerConfiguration?.customJWTAuthorizer,
      discoveryUrl: builtIn ? ownUrl : values.discoveryUrl.trim(),
      allowedClients: listOrAbsent(values.allowedClients),
      // Filled in by the server: the gateway's own URL.
      allowedAudience: builtIn ? undefined : listOrAbsent(values.allowedAudiences),
      allowedScopes: scopes.length === 0 ? undefined : scopes,
      customClaims: claims.length === 0 ? undefined : claims.map(toClaim),
    },
  }
}

const authorizerTypeOf = (choice: SignInChoice) =>
  choice === 'BUILT_IN' || choice === 'THROUGH_PROVIDER' ? 'CUSTOM_JWT' : choice

/** What is left out stays as it is, so that any way in has to be said where there was one provider. */
function toSignIn(
  { signIn, signInProvider }: GatewayFormValues,
  stored: Gateway | undefined,
): CreateGatewayInput['signIn'] {
  if (signIn === 'THROUGH_PROVIDER') return { providerId: signInProvider }
  return signIn === 'BUILT_IN' && stored?.signIn ? {} : undefined
}

/** An update replaces everything, so members that this form does not show are carried over from `stored`. */
export function toGatewayInput(values: GatewayFormValues, publicUrl: string, stored?: Gateway): CreateGatewayInput {
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
    approval: values.approval,
    authorizerType: authorizerTypeOf(values.signIn),
    signIn: toSignIn(values, stored),
    authorizerConfiguration: toAuthorizer(values, builtInDiscoveryUrl(publicUrl), stored),
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
  authorizerType: 'signIn',
  signIn: 'signInProvider',
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

/** The schema cannot know which issuer is our own, which brings its condition by itself. */
const inputSchema = (publicUrl: string) =>
  createGateway.input.superRefine((input, context) => {
    const authorizer = input.authorizerConfiguration?.customJWTAuthorizer
    if (!authorizer || authorizer.discoveryUrl === builtInDiscoveryUrl(publicUrl)) return
    if (authorizerConditions.some((name) => authorizer[name] !== undefined)) return
    context.addIssue({ code: 'custom', path: jwt.split('.'), message: conditionMissing })
  })

/** Create and update take the same settings; the id of an update is part of its address and not of the form. */
export const gatewayWireForm = (publicUrl: string, stored?: Gateway): WireForm<GatewayFormValues> => ({
  toInput: (values) => toGatewayInput(values, publicUrl, stored),
  schema: inputSchema(publicUrl),
  fields: gatewayFields,
})
