import { describe, expect, test } from 'vitest'
import { operations } from '../../../lib/control/index.ts'
import { createRouter } from '../../../lib/control/restjson/router.ts'
import * as apiKeyShapes from '../../../lib/contracts/operations/api-keys.ts'
import * as approvalShapes from '../../../lib/contracts/operations/approvals.ts'
import * as connectionShapes from '../../../lib/contracts/operations/connections.ts'
import * as consoleShapes from '../../../lib/contracts/operations/console.ts'
import * as gatewayShapes from '../../../lib/contracts/operations/gateways.ts'
import * as identityShapes from '../../../lib/contracts/operations/identities.ts'
import * as callShapes from '../../../lib/contracts/operations/tool-calls.ts'
import * as clientShapes from '../../../lib/contracts/operations/mcp-clients.ts'
import * as issuerShapes from '../../../lib/contracts/operations/issuers.ts'
import * as peopleShapes from '../../../lib/contracts/operations/people.ts'
import * as signInShapes from '../../../lib/contracts/operations/sign-in.ts'

const route = createRouter(operations)
const nameOf = (method: string, path: string) => route(method, path)?.operation.shape.name

describe('registry', () => {
  test('has every operation that the contracts promise, once', () => {
    const promised = [
      ...[approvalShapes, consoleShapes, gatewayShapes, identityShapes],
      ...[clientShapes, callShapes, peopleShapes, connectionShapes],
      ...[issuerShapes, signInShapes, apiKeyShapes],
    ]
      .flatMap((module): unknown[] => Object.values(module))
      .filter((value) => typeof value === 'object' && value !== null && 'path' in value)
    expect(new Set(operations.map(({ shape }) => shape))).toEqual(new Set(promised))
    expect(operations).toHaveLength(promised.length)
  })

  test('no two operations share method and path', () => {
    const places = operations.map(({ shape }) => `${shape.method} ${shape.path.replaceAll(/\{\w+\}/g, '{}')}`)
    expect(new Set(places).size).toBe(places.length)
  })
})

describe('routes', () => {
  test.each([
    ['POST', '/gateways/', 'CreateGateway'],
    ['GET', '/gateways/', 'ListGateways'],
    ['GET', '/gateways/g-0123456789/', 'GetGateway'],
    ['PUT', '/gateways/g-0123456789/synchronizeTargets', 'SynchronizeGatewayTargets'],
    ['GET', '/gateways/g-0123456789/targets/', 'ListGatewayTargets'],
    ['DELETE', '/gateways/g-0123456789/targets/ABCDEFGHIJ/', 'DeleteGatewayTarget'],
    ['POST', '/identities/oauth2/token', 'GetResourceOauth2Token'],
    ['GET', '/console/setup', 'GetSetupState'],
  ])('%s %s is %s', (method, path, name) => expect(nameOf(method, path)).toBe(name))

  test.each([
    ['GET', '/gateways'],
    ['GET', '/gateways/g-0123456789'],
    ['GET', '/gateways/g-0123456789/targets'],
    ['PUT', '/gateways/g-0123456789/synchronizeTargets/'],
    ['POST', '/identities/CreateWorkloadIdentity/'],
    ['GET', '/policies'],
    ['POST', '/identities/CreateApiKeyCredentialProvider'],
    ['PATCH', '/gateways/'],
    ['GET', '/identities/CompleteResourceTokenAuth'],
    ['GET', '/Gateways/'],
    ['GET', ''],
  ])('%s %s is nothing: a slash, a method or a letter counts', (method, path) =>
    expect(nameOf(method, path)).toBeUndefined(),
  )

  test('an encoded slash stays inside its label', () => {
    expect(route('GET', '/gateways/a%2Ftargets%2F/')).toMatchObject({
      operation: { shape: { name: 'GetGateway' } },
      labels: { gatewayIdentifier: 'a%2Ftargets%2F' },
    })
  })
})
