import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allowClient, builtInGateway, signInOn } from '../_support/built-in-sign-in.ts'
import { startMetadataHost, type MetadataHost } from '../_support/metadata-host.ts'
import { addCompany, companyGateway, throughCompany } from '../_support/company.ts'
import { createPerson, type Person } from '../_support/person.ts'
import { freePort } from '../_support/postern.ts'
import { consent, createTarget, startStory, toolSchema, type Story } from '../_support/story.ts'
import { createMcpdo, type Mcpdo } from './mcpdo.ts'

const documentName = 'Inspector by its own document'
let story: Story
let admin: Person
let documents: MetadataHost
let callbackUrl: string

beforeAll(async () => {
  callbackUrl = `http://127.0.0.1:${await freePort()}/oauth/callback`
  documents = await startMetadataHost((_, response, origin) => {
    const document = {
      client_id: `${origin}/client.json`,
      client_name: documentName,
      redirect_uris: [callbackUrl],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document))
  })
  story = await startStory({ NODE_EXTRA_CA_CERTS: documents.caFile })
  admin = createPerson()
  await signInOn(admin, `${story.postern.publicUrl}/sign-in`, story.postern.admin)
  await addCompany(story, admin)
})
afterAll(async () => {
  await story?.stop()
  await documents?.close()
})

const protocol = {
  protocolType: 'MCP' as const,
  protocolConfiguration: {
    mcp: {
      supportedVersions: ['2025-11-25', '2026-07-28'],
      sessionConfiguration: {},
      streamingConfiguration: { enableResponseStreaming: true },
    },
  },
}

async function allowThroughCompany(person: Person, authUrl: string) {
  const asked = await throughCompany(person, await person.open(authUrl), 'alice')
  return { asked, end: await person.press(asked, 'Allow') }
}

describe.each<{ era: string; way: string; through?: string }>([
  { era: 'legacy', way: 'registers itself' },
  { era: 'modern', way: 'registers itself' },
  { era: 'legacy', way: 'is described at its own address' },
  { era: 'modern', way: 'is described at its own address' },
  { era: 'legacy', way: 'registers itself', through: 'a company that registers no clients' },
  { era: 'modern', way: 'is described at its own address', through: 'a company that registers no clients' },
])("The inspector's mcpdo of the $era era, which $way, through $through", ({ era, way, through }) => {
  let mcpdo: Mcpdo
  const described = way !== 'registers itself'

  beforeAll(() => {
    const clientMetadataUrl = `${documents.origin}/client.json`
    mcpdo = createMcpdo({ callbackUrl, ...(described && { clientMetadataUrl }) })
  })
  afterAll(() => mcpdo.stop())

  it('is given a URL alone: a person signs in, it lists and calls, the person agrees, and it has the answer', async () => {
    const name = `${era}-${described ? 'described' : 'registered'}`
    story.gateway = through
      ? await companyGateway(story, admin, `company-${name}`, protocol)
      : await builtInGateway(story, name, protocol)
    const returnUrl = `${story.postern.publicUrl}/return`
    await createTarget(story, { name: 'notes', schema: toolSchema, returnUrl })

    const connecting = await mcpdo.run('connect', story.gateway.gatewayUrl, '--era', era)
    expect(connecting.pendingAuth).toBe(true)
    const clientId = new URL(connecting.authUrl ?? '').searchParams.get('client_id')
    expect(clientId === `${documents.origin}/client.json`).toBe(described)
    const person = createPerson()
    const { asked, end } = through
      ? await allowThroughCompany(person, connecting.authUrl ?? '')
      : await allowClient(person, connecting.authUrl ?? '', story.postern.admin)
    expect(asked.html).toContain(described ? documentName : 'MCP Inspector')
    expect(end.html).toContain('OAuth complete')

    const withConnection = (...args: string[]) => mcpdo.run('--connection', connecting.name ?? '', ...args)
    const listed = await withConnection('tools/list')
    expect(listed.tools?.map(({ name }) => name)).toEqual(['notes___whoami', 'notes___list_notes'])

    const { elicitationPending } = await withConnection('tools/call', 'notes___whoami')
    expect(elicitationPending).toMatchObject({ mode: 'url', toolName: 'notes___whoami' })
    const isReturn = (url: URL) => url.href.startsWith(returnUrl)
    // The very browser that signed in to the client: nothing but its own session here tells who agrees.
    const { returned } = await consent(elicitationPending?.url ?? '', 'alice', { person, isReturn })
    const finished = await person.press(await person.open(returned.href), 'Finish')
    expect(finished.html).toContain('Authorization completed')

    const answered = await withConnection('elicitation/respond', elicitationPending?.elicitationId ?? '', '--done')
    expect(answered.content).toEqual([{ type: 'text', text: 'alice' }])
  })
})
