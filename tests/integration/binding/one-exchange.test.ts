import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  GetResourceOauth2TokenCommand,
  GetWorkloadAccessTokenForUserIdCommand,
} from '@aws-sdk/client-bedrock-agentcore'
import { CreateWorkloadIdentityCommand } from '@aws-sdk/client-bedrock-agentcore-control'
import { createPerson } from '../../_support/person.ts'
import { databases } from '../../_support/process-databases.ts'
import { appReturnUrl, complete, consent, startStory, type Story } from '../../_support/story.ts'

const sessions = 200
const parallel = 50

databases('one exchange per code (I5, SB-7)', (env) => {
  let story: Story
  beforeAll(async () => {
    story = await startStory(await env())
    await story.postern.clients.control.send(
      new CreateWorkloadIdentityCommand({ name: 'racer', allowedResourceOauth2ReturnUrls: [appReturnUrl] }),
    )
  })
  afterAll(() => story?.stop())

  test(`${parallel} parallel completes on each of ${sessions} sessions exchange each code once`, async () => {
    const person = createPerson()
    const before = story.server.ledger.of('exchange').length
    for (let session = 0; session < sessions; session++) {
      const userId = `racer-${session}`
      const { workloadAccessToken } = await story.postern.clients.data.send(
        new GetWorkloadAccessTokenForUserIdCommand({ workloadName: 'racer', userId }),
      )
      const asked = await story.postern.clients.data.send(
        new GetResourceOauth2TokenCommand({
          workloadIdentityToken: workloadAccessToken,
          resourceCredentialProviderName: 'notes',
          scopes: ['notes:read'],
          oauth2Flow: 'USER_FEDERATION',
          resourceOauth2ReturnUrl: appReturnUrl,
          resources: [story.mcp.url],
        }),
      )
      const { sessionUri } = await consent(asked.authorizationUrl ?? '', 'alice', { person })
      await Promise.all(Array.from({ length: parallel }, () => complete(story, { userId }, sessionUri)))
    }
    const ledger = story.server.ledger
    expect(ledger.of('exchange').length - before).toBe(sessions)
    expect([...ledger.exchangesPerCode().values()].every((count) => count === 1)).toBe(true)
  }, 600_000)
})
