import {
  CreateGatewayCommand,
  CreateGatewayTargetCommand,
  CreateWorkloadIdentityCommand,
  ListGatewaysCommand,
  ListGatewayTargetsCommand,
  ListOauth2CredentialProvidersCommand,
  ListWorkloadIdentitiesCommand,
  CreateOauth2CredentialProviderCommand,
  paginateListGateways,
  paginateListGatewayTargets,
  paginateListOauth2CredentialProviders,
  paginateListWorkloadIdentities,
} from '@aws-sdk/client-bedrock-agentcore-control'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { refusalOf } from '../../_support/letter.ts'
import { startPostern, type RunningPostern } from '../../_support/postern.ts'
import { roleArn, toolSchema } from '../../_support/story.ts'

describe('lists and repeats', () => {
  let postern: RunningPostern
  let gatewayIdentifier: string
  beforeAll(async () => {
    postern = await startPostern()
    const gateways = await Promise.all(numbered(23, 'g').map((name) => createGateway(name)))
    gatewayIdentifier = gateways[0]?.gatewayId ?? ''
    await Promise.all(numbered(12, 't').map((name) => createTarget(name)))
    for (const name of numbered(25, 'w')) await control().send(new CreateWorkloadIdentityCommand({ name }))
    for (const name of numbered(25, 'p')) {
      await control().send(
        new CreateOauth2CredentialProviderCommand({
          name,
          credentialProviderVendor: 'GoogleOauth2',
          oauth2ProviderConfigInput: { googleOauth2ProviderConfig: { clientId: name, clientSecret: 's' } },
        }),
      )
    }
  })
  afterAll(() => postern?.stop())
  const control = () => postern.clients.control

  test('gateways and targets page through all items, each once', async () => {
    const gateways = await namesOf(paginateListGateways({ client: control(), pageSize: 5 }, {}), (page) => page.items)
    expect(gateways.toSorted()).toEqual(numbered(23, 'g'))
    const targets = await namesOf(
      paginateListGatewayTargets({ client: control(), pageSize: 5 }, { gatewayIdentifier }),
      (page) => page.items,
    )
    expect(targets.toSorted()).toEqual(numbered(12, 't'))
  })

  test('identity lists page by POST, with and without a page size', async () => {
    for (const pageSize of [7, undefined]) {
      const config = { client: control(), ...(pageSize !== undefined && { pageSize }) }
      const providers = await namesOf(
        paginateListOauth2CredentialProviders(config, {}),
        (page) => page.credentialProviders,
      )
      expect(providers.toSorted()).toEqual(numbered(25, 'p'))
      const workloads = await namesOf(paginateListWorkloadIdentities(config, {}), (page) => page.workloadIdentities)
      expect(workloads.filter((name) => name?.startsWith('w-')).toSorted()).toEqual(numbered(25, 'w'))
    }
  })

  test('maxResults beyond its limits is a ValidationException', async () => {
    const calls = [
      ...[0, 1001].flatMap((maxResults) => [
        control().send(new ListGatewaysCommand({ maxResults })),
        control().send(new ListGatewayTargetsCommand({ gatewayIdentifier, maxResults })),
      ]),
      ...[0, 21, 1001].flatMap((maxResults) => [
        control().send(new ListOauth2CredentialProvidersCommand({ maxResults })),
        control().send(new ListWorkloadIdentitiesCommand({ maxResults })),
      ]),
    ]
    for (const refused of await Promise.all(calls.map(refusalOf))) {
      expect(refused).toMatchObject({
        name: 'ValidationException',
        status: 400,
        reason: 'FieldValidationFailed',
        fields: ['maxResults'],
      })
    }
  })

  test('a nextToken that is invented, or of another list, is a ValidationException', async () => {
    const { nextToken } = await control().send(new ListGatewaysCommand({ maxResults: 1 }))
    expect(nextToken).toBeTruthy()
    const calls = [
      control().send(new ListGatewaysCommand({ nextToken: 'invented' })),
      control().send(new ListGatewaysCommand({ nextToken: `${nextToken}A` })),
      control().send(new ListGatewayTargetsCommand({ gatewayIdentifier, nextToken })),
      control().send(new ListGatewayTargetsCommand({ gatewayIdentifier, nextToken: 'invented' })),
      control().send(new ListOauth2CredentialProvidersCommand({ nextToken })),
      control().send(new ListWorkloadIdentitiesCommand({ nextToken: 'invented' })),
    ]
    for (const refused of await Promise.all(calls.map(refusalOf))) {
      expect(refused).toMatchObject({ name: 'ValidationException', status: 400, fields: ['nextToken'] })
    }
  })

  test('the same clientToken gives the same gateway and target; with other input it is refused', async () => {
    const clientToken = 'c'.repeat(36)
    const [first, ...others] = await Promise.all([1, 2, 3].map(() => createGateway('repeated', clientToken)))
    for (const other of others) expect(other.gatewayId).toBe(first?.gatewayId)
    expect(await refusalOf(createGateway('changed', clientToken))).toMatchObject({
      name: 'ValidationException',
      reason: 'IdempotentParameterMismatchException',
    })
    const target = await createTarget('repeated', clientToken)
    expect((await createTarget('repeated', clientToken)).targetId).toBe(target.targetId)
    expect(await refusalOf(createTarget('changed', clientToken))).toMatchObject({
      name: 'ValidationException',
      reason: 'IdempotentParameterMismatchException',
    })
  })

  test('a name that is taken is refused with the way out in words', async () => {
    for (const refused of await Promise.all([createGateway('g-00'), createTarget('t-00')].map(refusalOf))) {
      expect(['ConflictException', 'ValidationException']).toContain(refused.name)
      expect(refused.message).toMatch(/another name|other name|delete|rename/i)
    }
  })

  const createGateway = (name: string, clientToken?: string) =>
    control().send(new CreateGatewayCommand({ name, roleArn, authorizerType: 'NONE', clientToken }))
  const createTarget = (name: string, clientToken?: string) =>
    control().send(
      new CreateGatewayTargetCommand({
        gatewayIdentifier,
        name,
        clientToken,
        targetConfiguration: {
          mcp: {
            mcpServer: {
              endpoint: 'https://mcp.example.com/mcp',
              mcpToolSchema: { inlinePayload: toolSchema },
            },
          },
        },
      }),
    )
})

const numbered = (count: number, prefix: string): string[] =>
  Array.from({ length: count }, (_, at) => `${prefix}-${String(at).padStart(2, '0')}`)

async function namesOf<Page>(
  pages: AsyncIterable<Page>,
  itemsOf: (page: Page) => { name?: string }[] | undefined,
): Promise<(string | undefined)[]> {
  const names: (string | undefined)[] = []
  for await (const page of pages) names.push(...(itemsOf(page) ?? []).map((item) => item.name))
  return names
}
