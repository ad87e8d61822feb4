import { startAgent } from './agent.ts'
import { mcpScopes, startAuthorizationServer } from './authorization-server.ts'
import { startMcpServer } from './mcp-server.ts'
import { oauthClientName, seed } from './seed.ts'

/** Started by `npm run demo` beside Postern. It ends when its parent closes its standard input. */
const environment = process.env
const access = {
  publicUrl: environment['DEMO_POSTERN_URL'] ?? 'http://localhost:3000',
  region: environment['AWS_REGION_NAME'] ?? 'us-east-1',
  accessKeyId: environment['ROOT_ACCESS_KEY_ID'] ?? '',
  secretAccessKey: environment['ROOT_SECRET_ACCESS_KEY'] ?? '',
}
const say = (text: string): boolean => process.stdout.write(`${text}\n`)

await untilReady(`${access.publicUrl}/readyz`)
const server = await startAuthorizationServer({
  port: 4401,
  jwtResources: (resource) => resource.startsWith(`${access.publicUrl}/gateways/`),
  opaqueResources: (resource) => resource === 'http://localhost:4402/mcp',
})
const mcp = await startMcpServer({ port: 4402, server })
const seeded = await seed(access, server)
const agent = await startAgent({ port: 4403, server, gatewayUrl: () => seeded.gatewayUrl, complete: seeded.complete })
await seeded.allowReturnUrl(agent.returnUrl)
process.stdin.resume().once('end', () => process.exit(0))

say(`
────────────────────────────────────────────────────────────────────────
The trial, in five minutes

As the admin
 1. Open ${access.publicUrl}/gateways/${seeded.gatewayId}
    and sign in as ${environment['ADMIN_EMAIL'] ?? 'the admin'} with the password ${environment['ADMIN_PASSWORD'] ?? 'that you gave'}
 2. Press “Add target” and give
      Name           notes
      Endpoint URL   ${mcp.url}
      OAuth client   ${oauthClientName}
      Scopes         ${mcpScopes.join(' ')}
 3. The target says “Needs authorization”. Press “Authorize”, then “Continue”,
    sign in as alice, press “Allow”. The return page finishes by itself,
    and the target says “Ready”.

As a user
 4. Open ${agent.url} in another browser (a private window will do),
    sign in as bob and allow the agent. It lists the tools: no login was asked for.
 5. Call notes___whoami. It asks for your consent. Open the link, agree,
    and call again: the answer is bob.

Try to cheat: send your link to somebody else, or open it twice.
To register an app of your own at the authorization server: ${server.issuer}
────────────────────────────────────────────────────────────────────────
`)

async function untilReady(url: string): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    const ready = await fetch(url)
      .then((answer) => answer.ok)
      .catch(() => false)
    if (ready) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error(`Postern did not get ready at ${url}.`)
}
