import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callApi, identityCall, type Answer } from '../../_support/letter.ts'
import { createTarget, roleArn, startStory, type Story } from '../../_support/story.ts'

/** How often each status came. */
async function tally(call: (at: number) => Promise<Answer>, times = 12): Promise<Record<number, number>> {
  const counts: Record<number, number> = {}
  for (const { status } of await Promise.all(Array.from({ length: times }, (_, at) => call(at)))) {
    counts[status] = (counts[status] ?? 0) + 1
  }
  return counts
}

describe('twelve callers who want the same at once', () => {
  let story: Story
  beforeAll(async () => {
    story = await startStory()
  })
  afterAll(() => story?.stop())
  const identity = (operation: string, input: unknown) => identityCall(story.postern, operation, input)
  const github = (clientId: string) => ({
    name: 'same',
    credentialProviderVendor: 'GithubOauth2',
    oauth2ProviderConfigInput: { githubOauth2ProviderConfig: { clientId, clientSecret: 's' } },
  })
  const gatewayPath = () => `/api/gateways/${story.gateway.gatewayId}/`

  test('of a name, one gets it and the others are told that it is taken', async () => {
    expect(await tally(() => identity('CreateOauth2CredentialProvider', github('c')))).toEqual({ 201: 1, 409: 11 })
    expect(await tally(() => identity('CreateWorkloadIdentity', { name: 'same' }))).toEqual({ 201: 1, 400: 11 })
    const body = JSON.stringify({ name: 'same', roleArn, authorizerType: 'NONE' })
    expect(await tally(() => callApi(story.postern, { path: '/api/gateways/', body }))).toEqual({ 202: 1, 409: 11 })
  })

  test('updates are done one after the other, or refused as conflicts; none fails by our fault', async () => {
    const provider = await tally((at) => identity('UpdateOauth2CredentialProvider', github(`c${at}`)))
    const workload = await tally((at) =>
      identity('UpdateWorkloadIdentity', {
        name: 'same',
        allowedResourceOauth2ReturnUrls: [`https://a.example/${at}`],
      }),
    )
    for (const counts of [provider, workload]) {
      expect(counts[200]).toBeGreaterThan(0)
      expect((counts[200] ?? 0) + (counts[409] ?? 0)).toBe(12)
    }
  })

  test('of a deletion, one does it and the others find nothing', async () => {
    const { targetId } = await createTarget(story, { name: 'pending' })
    const path = `${gatewayPath()}targets/${targetId}/`
    expect(await tally(() => callApi(story.postern, { method: 'DELETE', path }))).toEqual({ 202: 1, 404: 11 })
    const remove = () => identity('DeleteOauth2CredentialProvider', { name: 'same' })
    expect(await tally(remove)).toEqual({ 204: 1, 404: 11 })
    const gateway = () => callApi(story.postern, { method: 'DELETE', path: gatewayPath() })
    expect(await tally(gateway)).toEqual({ 202: 1, 404: 11 })
  })
})
