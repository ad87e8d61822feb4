import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeOnBothDatabases } from '../../_support/databases.ts'
import {
  allowedCode,
  exchange,
  refresh,
  startAuthz,
  tokensOf,
  type AuthzRig,
  type TokenAnswer,
} from '../../_support/authz-rig.ts'
import { openDatabase, type Database } from '../../../lib/platform/db/index.ts'
import { silent } from '../../_support/databases.ts'

const rounds = 10

describeOnBothDatabases('races', (open) => {
  let rig: AuthzRig
  let second: AuthzRig
  let secondDb: Database
  let clientId: string
  beforeAll(async () => {
    rig = await startAuthz(open())
    secondDb = await openDatabase(open.source, silent)
    second = await startAuthz(secondDb, { origin: rig.origin })
    clientId = await rig.client()
  })
  afterAll(async () => {
    await rig.close()
    await second.close()
    await secondDb[Symbol.asyncDispose]()
  })
  /** Eight at once, from two nodes on one store. */
  const eight = <T>(ask: (node: AuthzRig) => Promise<T>): Promise<T[]> =>
    Promise.all(Array.from({ length: 8 }, (_, index) => ask(index % 2 === 0 ? rig : second)))

  test('AS-3 of eight exchanges of one code exactly one succeeds', async () => {
    for (let round = 0; round < rounds; round++) {
      const code = await allowedCode(rig, clientId)
      const statuses = await eight(async (node) => (await exchange(node, clientId, code)).status)
      expect(statuses.filter((status) => status === 200)).toHaveLength(1)
    }
  })

  test('AS-4 eight uses of one refresh token make exactly one successor, and whoever is answered gets that one', async () => {
    for (let round = 0; round < rounds; round++) {
      const { refresh_token } = await tokensOf(rig, clientId)
      const answers = await eight(
        async (node) => (await (await refresh(node, clientId, refresh_token)).json()) as TokenAnswer,
      )
      const successors = new Set(answers.map((answer) => answer.refresh_token))
      expect(successors.size).toBe(1)
      const [successor = ''] = successors
      expect((await refresh(rig, clientId, successor)).status).toBe(200)
    }
  })
})
