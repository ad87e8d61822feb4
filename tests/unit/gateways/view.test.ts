import { expect, test } from 'vitest'
import { gatewaySchema } from '../../../lib/contracts/gateways.ts'
import { createArns, type GatewayRecord } from '../../../lib/gateways/index.ts'
import { supportedVersions, viewGateway } from '../../../lib/gateways/view.ts'

const record: GatewayRecord = {
  id: 'demo-0123456789',
  name: 'Demo',
  settings: { roleArn: 'arn:aws:iam::000000000000:role/r', authorizerType: 'NONE', tags: { team: 'a' } },
  status: 'READY',
  statusReasons: [],
  version: 3,
  createdAt: Date.UTC(2026, 0, 2),
  updatedAt: Date.UTC(2026, 0, 3),
}
const place = {
  arns: createArns({ region: 'eu-west-1', account: '123456789012' }),
  publicOrigin: 'https://postern.example',
}

test('the wire view of a gateway', () => {
  const view = viewGateway(record, place)
  expect(gatewaySchema.parse(view)).toEqual(view)
  expect(view).toMatchObject({
    gatewayArn: 'arn:aws:bedrock-agentcore:eu-west-1:123456789012:gateway/demo-0123456789',
    gatewayUrl: 'https://postern.example/gateways/demo-0123456789/mcp',
    createdAt: '2026-01-02T00:00:00.000Z',
    workloadIdentityDetails: {
      workloadIdentityArn:
        'arn:aws:bedrock-agentcore:eu-west-1:123456789012:workload-identity-directory/default/workload-identity/demo-0123456789',
    },
  })
  expect(view).not.toHaveProperty('tags')
  expect(view).not.toHaveProperty('statusReasons')
})

test('a gateway that names no versions offers all that this build speaks', () => {
  expect(supportedVersions(record)).toEqual(['2025-03-26', '2025-06-18', '2025-11-25', '2026-07-28'])
  expect(viewGateway(record, place).protocolConfiguration?.mcp.supportedVersions).toContain('2025-11-25')
  const chosen = { ...record.settings, protocolConfiguration: { mcp: { supportedVersions: ['2025-06-18' as const] } } }
  expect(supportedVersions({ ...record, settings: chosen })).toEqual(['2025-06-18'])
})
