import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { BedrockAgentCoreClient, CompleteResourceTokenAuthCommand } from '@aws-sdk/client-bedrock-agentcore'
import {
  BedrockAgentCoreControlClient,
  CreateGatewayCommand,
  GetGatewayTargetCommand,
  ListGatewaysCommand,
  ListTagsForResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-bedrock-agentcore-control'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DomainError } from '../../../lib/kernel/domain-error.ts'
import { Secret } from '../../../lib/kernel/secret.ts'
import { createSigV4Verifier } from '../../../lib/policy/sigv4/index.ts'

const credentials = { accessKeyId: 'AKIDPOSTERN0000001', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }
let server: Server
let endpoint: string
let seen: string[] = []
/** Milliseconds by which the server's clock is ahead. */
let skewMs = 0

/** Answers `{}` to a request whose signature holds, and notes its target; what is not signed well gets its refusal. */
beforeAll(async () => {
  const verifier = createSigV4Verifier({
    region: 'us-east-1',
    accessKeys: {
      find: (id) =>
        Promise.resolve(
          id === credentials.accessKeyId ? { secret: new Secret(credentials.secretAccessKey), arn: 'arn' } : undefined,
        ),
    },
    clock: { now: () => Date.now() + skewMs },
  })
  server = createServer((req, res) => {
    void (async () => {
      const chunks: Buffer[] = []
      for await (const chunk of req) chunks.push(chunk as Buffer)
      const [rawPath = '', rawQuery = ''] = (req.url ?? '').split('?')
      const body = Buffer.concat(chunks)
      res.setHeader('date', new Date(Date.now() + skewMs).toUTCString())
      try {
        await verifier.verify({ method: req.method ?? '', rawPath, rawQuery, rawHeaders: req.rawHeaders, body })
        seen.push(`${req.method} ${req.url}`)
        res.writeHead(200, { 'content-type': 'application/json' }).end('{}')
      } catch (error) {
        const code = error instanceof DomainError ? error.code : 'InternalServerException'
        res.writeHead(403, { 'x-amzn-errortype': code }).end(JSON.stringify({ message: String(error) }))
      }
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`
})
afterAll(() => new Promise((resolve) => server.close(resolve)))

const control = (secretAccessKey = credentials.secretAccessKey) =>
  new BedrockAgentCoreControlClient({
    endpoint,
    region: 'us-east-1',
    credentials: { ...credentials, secretAccessKey },
  })

describe('the AWS SDK for JavaScript signs, the verifier agrees', () => {
  test('SG-5 trailing slashes, query members and ARNs in the path', async () => {
    seen = []
    const client = control()
    await client.send(new ListGatewaysCommand({ maxResults: 5, nextToken: 'a+b/c=' }))
    await client.send(new GetGatewayTargetCommand({ gatewayIdentifier: 'g-0123456789', targetId: 'ABCDEFGHIJ' }))
    const resourceArn = 'arn:aws:bedrock-agentcore:us-east-1:000000000000:gateway/g-0123456789'
    await client.send(new ListTagsForResourceCommand({ resourceArn }))
    await client.send(new UntagResourceCommand({ resourceArn, tagKeys: ['b b', 'a'] }))
    expect(seen).toEqual([
      'GET /api/gateways/?maxResults=5&nextToken=a%2Bb%2Fc%3D',
      'GET /api/gateways/g-0123456789/targets/ABCDEFGHIJ/',
      `GET /api/tags/${encodeURIComponent(resourceArn)}`,
      `DELETE /api/tags/${encodeURIComponent(resourceArn)}?tagKeys=b%20b&tagKeys=a`,
    ])
  })

  test('SG-4 bodies on both planes', async () => {
    seen = []
    await control().send(
      new CreateGatewayCommand({ name: 'né', roleArn: 'arn:aws:iam::000000000000:role/g', authorizerType: 'NONE' }),
    )
    const data = new BedrockAgentCoreClient({ endpoint, region: 'us-east-1', credentials })
    const sessionUri = 'urn:ietf:params:oauth:request_uri:abc'
    await data.send(new CompleteResourceTokenAuthCommand({ sessionUri, userIdentifier: { userId: 'u' } }))
    expect(seen).toEqual(['POST /api/gateways/', 'POST /api/identities/CompleteResourceTokenAuth'])
  })

  test('SG-7 a client whose clock is an hour behind corrects itself by the refusal', async () => {
    skewMs = 3_600_000
    await control().send(new ListGatewaysCommand({}))
    skewMs = 0
  })

  test('SG-9 a wrong secret is refused under the name that the SDK knows', async () => {
    await expect(control('wrong').send(new ListGatewaysCommand({}))).rejects.toMatchObject({
      name: 'InvalidSignatureException',
      $metadata: { httpStatusCode: 403 },
    })
  })
})
