import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { attach, createOpenGateway } from '../_support/open-gateway.ts'
import { startPostern, type RunningPostern } from '../_support/postern.ts'
import { startEverythingServer, type EverythingServer } from './everything-server/start.ts'
import { complaints, revisions, runRequirements, scenariosOf, verdictsOf, type Check } from './requirements.ts'

const sizes = { '2025-11-25': { required: 30, notScored: 3 }, '2026-07-28': { required: 37, notScored: 13 } }

let postern: RunningPostern
let server: EverythingServer
let gatewayUrl: string

beforeAll(async () => {
  postern = await startPostern()
  server = await startEverythingServer()
  const gateway = await createOpenGateway(postern, 'conformance')
  await attach(postern, gateway.gatewayId, { name: 'everything', endpoint: server.url })
  gatewayUrl = `${gateway.gatewayUrl}?names=bare`
})

afterAll(async () => {
  await postern.stop()
  await server.close()
})

describe.each(revisions)('The conformance suite of %s', (revision) => {
  const { required, notScored } = scenariosOf(revision)
  let straight: Map<string, readonly Check[]>
  let through: Map<string, readonly Check[]>

  beforeAll(async () => {
    straight = await runRequirements(revision, server.url)
    through = await runRequirements(revision, gatewayUrl)
  })

  it('runs every scenario that the revision has', () => {
    expect({ required: required.length, notScored: notScored.length }).toEqual(sizes[revision])
    const all = [...required, ...notScored].sort()
    expect([...straight.keys()].sort()).toEqual(all)
    expect([...through.keys()].sort()).toEqual(all)
  })

  it.each(required)('is passed by our everything-server: %s', (scenario) => {
    const checks = straight.get(scenario) ?? []
    expect(checks.filter(({ status }) => status === 'SUCCESS')).not.toEqual([])
    expect(complaints(checks)).toBe('')
  })

  it.each([...required, ...notScored])('gives every check the same verdicts through the gateway: %s', (scenario) => {
    const seen = through.get(scenario) ?? []
    expect(verdictsOf(seen), complaints(seen)).toEqual(verdictsOf(straight.get(scenario) ?? []))
  })
})
