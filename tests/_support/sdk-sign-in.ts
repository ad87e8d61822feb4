import {
  Client,
  StreamableHTTPClientTransport,
  UnauthorizedError,
  type OAuthClientProvider,
} from '@modelcontextprotocol/client'
import { expect } from 'vitest'
import type { PageSeen, Person } from './person.ts'

/** Where the client waits for the browser. Nothing listens there: the tests read the address. */
export const clientCallback = 'http://localhost:6277/oauth/callback'
export const clientMetadata = {
  client_name: 'Desk agent',
  redirect_uris: [clientCallback],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  token_endpoint_auth_method: 'none',
}

export interface SignsIn {
  person: Person
  /** From the page that the client opened to the page that asks about the client. */
  signIn(page: PageSeen): Promise<PageSeen>
  /** Of the client's metadata document; it registers itself otherwise. */
  documentUrl?: string
}

/** What an MCP client remembers, and the browser that it opens. */
function oauthProvider({ person, signIn, documentUrl }: SignsIn) {
  const kept: {
    client?: unknown
    tokens?: unknown
    verifier?: string
    discovery?: unknown
    answer?: URL
    pages: PageSeen[]
  } = { pages: [] }
  const provider: OAuthClientProvider = {
    redirectUrl: clientCallback,
    clientMetadata,
    ...(documentUrl !== undefined && { clientMetadataUrl: documentUrl }),
    clientInformation: () => kept.client as never,
    saveClientInformation: (client) => void (kept.client = client),
    tokens: () => kept.tokens as never,
    saveTokens: (tokens) => void (kept.tokens = tokens),
    saveCodeVerifier: (verifier) => void (kept.verifier = verifier),
    codeVerifier: () => kept.verifier ?? '',
    saveDiscoveryState: (state) => void (kept.discovery = state),
    discoveryState: () => kept.discovery as never,
    async redirectToAuthorization(url) {
      const atClient = (seen: URL) => seen.href.startsWith(clientCallback)
      const first = await person.open(url.href, atClient)
      const asked = await signIn(first)
      kept.pages.push(first, asked)
      kept.answer = (await person.press(asked, 'Allow', atClient)).url
    },
  }
  return { provider, kept }
}

/** The MCP SDK's client, which is given this URL alone, at the end of its sign-in. */
export async function connectSdk(url: string, as: SignsIn) {
  const { provider, kept } = oauthProvider(as)
  const client = new Client({ name: 'desk', version: '1' }, { supportedProtocolVersions: ['2025-11-25'] })
  const transport = new StreamableHTTPClientTransport(new URL(url), { authProvider: provider })
  await expect(client.connect(transport)).rejects.toThrow(UnauthorizedError)
  await transport.finishAuth(kept.answer?.searchParams ?? new URLSearchParams())
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { authProvider: provider }))
  return { client, kept, token: (kept.tokens as { access_token: string }).access_token }
}
