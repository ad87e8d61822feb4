import {
  CreateGatewayCommand,
  CreateGatewayTargetCommand,
  CreateOauth2CredentialProviderCommand,
  GetGatewayTargetCommand,
} from '@aws-sdk/client-bedrock-agentcore-control'
import { CompleteResourceTokenAuthCommand } from '@aws-sdk/client-bedrock-agentcore'
import { createHash, randomBytes } from 'node:crypto'
import { startAuthorizationServer, type KitAuthorizationServer } from '../../demo/authorization-server.ts'
import { startMcpServer, type KitMcpServer } from '../../demo/mcp-server.ts'
import { createPerson, type Person } from './person.ts'
import { eventually, startPostern, type RunningPostern } from './postern.ts'

export const roleArn = 'arn:aws:iam::000000000000:role/postern'
/** Where an AWS-style application would wait for the browser. Nothing listens there: the tests read the address. */
export const appReturnUrl = 'http://localhost:8080/callback'

export interface Story {
  postern: RunningPostern
  server: KitAuthorizationServer
  mcp: KitMcpServer
  gateway: { gatewayId: string; gatewayUrl: string }
  providerArn: string
  stop(): Promise<void>
}

/** Postern, the trial kit's servers, an OAuth client and a gateway whose users come from the kit's server. */
export async function startStory(
  env: Record<string, string> = {},
  program?: readonly string[],
  kit: { anyoneRegisters?: boolean } = {},
): Promise<Story> {
  const postern = await startPostern(env, program)
  const server = await startAuthorizationServer({
    jwtResources: (resource) => resource.startsWith(`${postern.publicUrl}/gateways/`),
    opaqueResources: (resource) => resource.endsWith('/mcp') && !resource.includes('/gateways/'),
    ...kit,
  })
  const mcp = await startMcpServer({ server })
  const provider = await createProvider(postern, server, 'notes')
  const gateway = await createGateway(postern, server, 'story')
  return {
    postern,
    server,
    mcp,
    gateway,
    providerArn: provider.credentialProviderArn,
    async stop() {
      await postern.stop()
      await mcp.close()
      await server.close()
    },
  }
}

export async function createProvider(postern: RunningPostern, server: KitAuthorizationServer, name: string) {
  const clientSecret = randomBytes(24).toString('base64url')
  const made = await postern.clients.control.send(
    new CreateOauth2CredentialProviderCommand({
      name,
      credentialProviderVendor: 'CustomOauth2',
      oauth2ProviderConfigInput: {
        customOauth2ProviderConfig: {
          oauthDiscovery: { discoveryUrl: server.discoveryUrl },
          clientId: name,
          clientSecret,
        },
      },
    }),
  )
  await server.addClient({ clientId: name, clientSecret, redirectUris: [made.callbackUrl ?? ''] })
  return { credentialProviderArn: made.credentialProviderArn ?? '', clientSecret, callbackUrl: made.callbackUrl ?? '' }
}

export async function createGateway(postern: RunningPostern, server: KitAuthorizationServer, name: string) {
  await server.addClient({ clientId: 'agent', redirectUris: ['http://localhost:1/signed-in'] })
  const made = await postern.clients.control.send(
    new CreateGatewayCommand({
      name,
      roleArn,
      protocolType: 'MCP',
      protocolConfiguration: { mcp: { supportedVersions: ['2025-11-25'], searchType: 'SEMANTIC' } },
      authorizerType: 'CUSTOM_JWT',
      authorizerConfiguration: {
        customJWTAuthorizer: { discoveryUrl: server.discoveryUrl, allowedClients: ['agent'] },
      },
    }),
  )
  return { gatewayId: made.gatewayId ?? '', gatewayUrl: made.gatewayUrl ?? '' }
}

export interface TargetOptions {
  name: string
  schema?: string
  returnUrl?: string
  clientToken?: string
}

export const targetInput = (story: Story, options: TargetOptions) => ({
  gatewayIdentifier: story.gateway.gatewayId,
  name: options.name,
  ...(options.clientToken === undefined ? {} : { clientToken: options.clientToken }),
  targetConfiguration: {
    mcp: {
      mcpServer: {
        endpoint: story.mcp.url,
        ...(options.schema === undefined ? {} : { mcpToolSchema: { inlinePayload: options.schema } }),
      },
    },
  },
  credentialProviderConfigurations: [
    {
      credentialProviderType: 'OAUTH' as const,
      credentialProvider: {
        oauthCredentialProvider: {
          providerArn: story.providerArn,
          grantType: 'AUTHORIZATION_CODE' as const,
          defaultReturnUrl: options.returnUrl ?? appReturnUrl,
          scopes: ['notes:read', 'notes:write'],
        },
      },
    },
  ],
})

export const createTarget = (story: Story, options: TargetOptions) =>
  story.postern.clients.control.send(new CreateGatewayTargetCommand(targetInput(story, options)))

export const getTarget = (story: Story, targetId: string) =>
  story.postern.clients.control.send(
    new GetGatewayTargetCommand({ gatewayIdentifier: story.gateway.gatewayId, targetId }),
  )

export const targetReaches = (story: Story, targetId: string, status: string) =>
  eventually(
    () => getTarget(story, targetId),
    (target) => target.status === status,
  )

/** Schema of the trial server's tools, as an admin would paste it. */
export const toolSchema = JSON.stringify({
  tools: ['whoami', 'list_notes'].map((name) => ({
    name,
    description: name,
    inputSchema: { type: 'object', properties: {} },
  })),
})

const isReturn = (url: URL): boolean => url.origin + url.pathname === appReturnUrl

export interface Consent {
  /** The completion URN that the return URL received. */
  sessionUri: string
  /** The whole address of the return. */
  returned: URL
  trail: string[]
}

/** Opens the link, agrees on the connect page, signs in at the provider and allows (or denies) there. */
export async function consent(
  link: string,
  as: 'alice' | 'bob',
  options: { person?: Person; answer?: 'Allow' | 'Deny'; isReturn?: (url: URL) => boolean } = {},
): Promise<Consent> {
  const person = options.person ?? createPerson()
  const back = options.isReturn ?? isReturn
  const connect = await person.open(link)
  let page = await person.press(connect, 'Continue', back)
  if (page.html.includes('Sign in to the trial server')) page = await person.press(page, `Sign in as ${as}`, back)
  if (page.html.includes('Allow access?')) page = await person.press(page, options.answer ?? 'Allow', back)
  if (!back(page.url))
    throw new Error(`The consent ended on ${page.url.href} (${page.status}): ${page.html.slice(0, 1500)}`)
  return {
    sessionUri: page.url.searchParams.get('session_id') ?? '',
    returned: page.url,
    trail: [...connect.trail, ...page.trail],
  }
}

export const complete = (
  story: Story,
  userIdentifier: { userId: string } | { userToken: string },
  sessionUri: string,
) => story.postern.clients.data.send(new CompleteResourceTokenAuthCommand({ userIdentifier, sessionUri }))

/** A token of the gateway's identity provider for this person: what an MCP client would hold. */
export async function userToken(story: Story, as: 'alice' | 'bob', gateway = story.gateway): Promise<string> {
  const verifier = randomBytes(32).toString('base64url')
  const redirectUri = 'http://localhost:1/signed-in'
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: 'agent',
    redirect_uri: redirectUri,
    scope: 'openid notes:read notes:write',
    resource: gateway.gatewayUrl,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  })
  const person = createPerson()
  const stop = (url: URL): boolean => url.port === '1'
  let page = await person.open(`${story.server.issuer}/auth?${query}`, stop)
  page = await person.press(page, `Sign in as ${as}`, stop)
  if (page.html.includes('Allow access?')) page = await person.press(page, 'Allow', stop)
  const answer = await fetch(`${story.server.issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: 'agent',
      code: page.url.searchParams.get('code') ?? '',
      redirect_uri: redirectUri,
      code_verifier: verifier,
      resource: gateway.gatewayUrl,
    }),
  })
  const body = (await answer.json()) as { access_token?: string }
  if (body.access_token === undefined) throw new Error(`No token for ${as}: ${JSON.stringify(body)}`)
  return body.access_token
}

export interface RpcAnswer {
  status: number
  headers: Headers
  id?: unknown
  result?: { tools?: { name: string }[]; content?: { text?: string }[]; isError?: boolean }
  error?: {
    code: number
    message: string
    data?: { elicitations?: { mode: string; elicitationId: string; url: string; message: string }[] }
  }
}

/** One MCP request as AgentCore's plain clients send it: no initialize, no session. */
export async function rpc(
  url: string,
  token: string | undefined,
  method: string,
  params?: unknown,
  headers: Record<string, string> = {},
): Promise<RpcAnswer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2025-11-25',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 'call', method, ...(params === undefined ? {} : { params }) }),
  })
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    ...(text.startsWith('{') ? (JSON.parse(text) as object) : {}),
  }
}

export const callTool = (story: Story, token: string, name: string, meta?: unknown) =>
  rpc(story.gateway.gatewayUrl, token, 'tools/call', {
    name,
    arguments: {},
    ...(meta === undefined ? {} : { _meta: meta }),
  })

export const linkOf = (answer: RpcAnswer): string => {
  const link = answer.error?.data?.elicitations?.[0]?.url
  if (link === undefined) throw new Error(`No consent was asked for: ${JSON.stringify(answer)}`)
  return link
}

/** The URN inside a link of ours. */
export const startUrn = (link: string): string => new URL(link).searchParams.get('request_uri') ?? ''

/** Attaches a target and brings it to READY by the admin's consent as alice. */
export async function readyTarget(story: Story, name: string): Promise<string> {
  const made = await createTarget(story, { name })
  const oauth2 = made.authorizationData?.oauth2
  const { sessionUri } = await consent(oauth2?.authorizationUrl ?? '', 'alice')
  await complete(story, { userId: oauth2?.userId ?? '' }, sessionUri)
  await targetReaches(story, made.targetId ?? '', 'READY')
  return made.targetId ?? ''
}
