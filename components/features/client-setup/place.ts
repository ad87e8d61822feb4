import { signInOf } from '../../../lib/console/sign-in.ts'
import { type Gateway, supportedMcpVersions } from '../../../lib/contracts/gateways.ts'

/** What a client has to bring to this gateway. */
export type Way = 'sign-in' | 'own-provider' | 'signature' | 'key' | 'nothing'

/** A gateway as a client's settings name it. Names and URLs need no quoting: the contract leaves them no such characters. */
export interface Place {
  name: string
  url: string
  way: Way
  /** Its people sign in at a company's provider, to which the client has nothing to say. */
  throughProvider: boolean
  /** Of the client at the gateway's identity provider; a word to replace where several are let in. */
  clientId: string
  region: string
  speaksModern: boolean
  /** Whether services outside this machine might reach it: an https URL whose host has a dot. */
  isPublic: boolean
}

const ways = {
  BUILT_IN: 'sign-in',
  THROUGH_PROVIDER: 'sign-in',
  CUSTOM_JWT: 'own-provider',
  AWS_IAM: 'signature',
  NONE: 'nothing',
  AUTHENTICATE_ONLY: 'key',
} as const

export const modernRevision = '2026-07-28'
export const words = { clientId: 'YOUR_CLIENT_ID', token: 'YOUR_TOKEN', key: 'YOUR_API_KEY' } as const

export function placeOf(gateway: Gateway): Place {
  const clients = gateway.authorizerConfiguration?.customJWTAuthorizer.allowedClients ?? []
  const choice = signInOf(gateway)
  const { protocol, hostname } = new URL(gateway.gatewayUrl)
  const versions: readonly string[] = gateway.protocolConfiguration?.mcp.supportedVersions ?? supportedMcpVersions
  return {
    name: gateway.name,
    url: gateway.gatewayUrl,
    way: ways[choice],
    throughProvider: choice === 'THROUGH_PROVIDER',
    clientId: clients.length === 1 && clients[0] ? clients[0] : words.clientId,
    region: gateway.gatewayArn.split(':')[3] ?? '',
    speaksModern: versions.includes(modernRevision),
    isPublic: protocol === 'https:' && hostname.includes('.'),
  }
}
