import {
  DeleteGatewayTargetCommand,
  ListGatewayTargetsCommand,
  SynchronizeGatewayTargetsCommand,
} from '@aws-sdk/client-bedrock-agentcore-control'
import { beforeAll, describe, expect, test } from 'vitest'
import { faultyProgram } from '../../_support/faulty-program.ts'
import { eventually } from '../../_support/postern.ts'
import {
  complete,
  consent,
  createTarget,
  getTarget,
  rpc,
  startStory,
  targetReaches,
  userToken,
  type Story,
} from '../../_support/story.ts'

let faulty: readonly string[]
beforeAll(async () => {
  faulty = await faultyProgram()
})
const settled = ['READY', 'FAILED', 'SYNCHRONIZE_UNSUCCESSFUL']

/** A product with a fault built in, and the ways to bring it back without. */
interface Crash {
  story: Story
  /** Waits for the end and starts again on the same data, without the fault. */
  revive(): Promise<void>
  /** Synchronizes as an admin would: fresh link, consent, completion. */
  synchronize(targetId: string): Promise<void>
  exchangesPerCode(): number[]
}

async function withCrash(faultAt: string, body: (crash: Crash) => Promise<void>): Promise<void> {
  const story = await startStory({ FAULT_AT: faultAt }, faulty)
  try {
    await body({
      story,
      async revive() {
        await story.postern.ended()
        await story.postern.restart({ FAULT_AT: '' })
      },
      async synchronize(targetId) {
        const answer = await story.postern.clients.control.send(
          new SynchronizeGatewayTargetsCommand({
            gatewayIdentifier: story.gateway.gatewayId,
            targetIdList: [targetId],
          }),
        )
        const oauth2 = answer.targets?.[0]?.authorizationData?.oauth2
        const { sessionUri } = await consent(oauth2?.authorizationUrl ?? '', 'alice')
        await complete(story, { userId: oauth2?.userId ?? '' }, sessionUri)
      },
      exchangesPerCode: () => [...story.server.ledger.exchangesPerCode().values()],
    })
  } finally {
    await story.stop()
  }
}

const clientToken = 'c'.repeat(40)

/**
 * Ends the product at a named point, starts it again without the fault, and looks at what is left (I4, F-01 to F-03).
 * The tests run beside each other: most of their time is the product's own minute until it gives up lost work.
 */
describe.concurrent('kill -9', { timeout: 400_000 }, () => {
  test.each(['target.created', 'session.created'])(
    'in a create, at %s: a retry with the same token gives one usable target',
    (point) =>
      withCrash(point, async ({ story, revive, synchronize }) => {
        await expect(createTarget(story, { name: 'notes', clientToken })).rejects.toThrow()
        await revive()
        const made = await eventually(
          () => createTarget(story, { name: 'notes', clientToken }).catch(() => undefined),
          (answer) => answer !== undefined,
        )
        const { items = [] } = await story.postern.clients.control.send(
          new ListGatewayTargetsCommand({ gatewayIdentifier: story.gateway.gatewayId }),
        )
        expect(items.map((item) => item.targetId)).toEqual([made?.targetId])
        await eventually(
          () => getTarget(story, made?.targetId ?? ''),
          (target) => target.status === 'CREATE_PENDING_AUTH' || target.status === 'FAILED',
          120,
        )
        await synchronize(made?.targetId ?? '')
        await targetReaches(story, made?.targetId ?? '', 'READY')
      }),
  )

  test('in a consent, at code.held: nothing was exchanged, and a fresh link finishes', () =>
    withCrash('code.held', async ({ story, revive, synchronize, exchangesPerCode }) => {
      const made = await createTarget(story, { name: 'notes' })
      await expect(consent(made.authorizationData?.oauth2?.authorizationUrl ?? '', 'alice')).rejects.toThrow()
      await revive()
      expect(exchangesPerCode()).toEqual([])
      expect((await getTarget(story, made.targetId ?? '')).status).toBe('CREATE_PENDING_AUTH')
      await synchronize(made.targetId ?? '')
      await targetReaches(story, made.targetId ?? '', 'READY')
    }))

  test.each(['complete.claimed', 'exchange.answered', 'grant.saved'])(
    'in an exchange, at %s: at most one exchange, never READY without a sync, and a new try succeeds',
    (point) =>
      withCrash(point, async ({ story, revive, synchronize, exchangesPerCode }) => {
        const made = await createTarget(story, { name: 'notes' })
        const oauth2 = made.authorizationData?.oauth2
        const { sessionUri } = await consent(oauth2?.authorizationUrl ?? '', 'alice')
        await complete(story, { userId: oauth2?.userId ?? '' }, sessionUri).catch(() => undefined)
        await revive()
        const left = await eventually(
          () => getTarget(story, made.targetId ?? ''),
          (target) => settled.includes(target.status ?? ''),
          150,
        )
        expect(left.status).toBe('FAILED')
        expect(left.statusReasons?.join(' ')).toMatch(/\w/)
        expect(exchangesPerCode().every((count) => count === 1)).toBe(true)
        await synchronize(made.targetId ?? '')
        await targetReaches(story, made.targetId ?? '', 'READY')
      }),
  )

  test.each(['sync.before-fetch', 'catalogue.before-write'])(
    'in a second sync, at %s: the old catalogue serves, the state says what happened, and the next sync succeeds',
    (point) =>
      withCrash('none', async ({ story, revive, synchronize }) => {
        const made = await createTarget(story, { name: 'notes' })
        const oauth2 = made.authorizationData?.oauth2
        await complete(
          story,
          { userId: oauth2?.userId ?? '' },
          (await consent(oauth2?.authorizationUrl ?? '', 'alice')).sessionUri,
        )
        await targetReaches(story, made.targetId ?? '', 'READY')
        await story.postern.kill()
        await story.postern.restart({ FAULT_AT: point })
        await synchronize(made.targetId ?? '').catch(() => undefined)
        await revive()
        const tools = await rpc(story.gateway.gatewayUrl, await userToken(story, 'bob'), 'tools/list')
        expect(tools.result?.tools?.map((tool) => tool.name)).toContain('notes___whoami')
        const left = await eventually(
          () => getTarget(story, made.targetId ?? ''),
          (target) => settled.includes(target.status ?? ''),
          150,
        )
        expect(left.status).toBe('SYNCHRONIZE_UNSUCCESSFUL')
        await synchronize(made.targetId ?? '')
        await targetReaches(story, made.targetId ?? '', 'READY')
        await eventually(
          async () => story.server.ledger.of('revocation').length,
          (count) => count >= 3,
          120,
        )
      }),
  )

  test('anything acknowledged is there after the restart', () =>
    withCrash('none', async ({ story }) => {
      const made = await createTarget(story, { name: 'kept' })
      await story.postern.kill()
      await story.postern.restart()
      expect((await getTarget(story, made.targetId ?? '')).status).toBe('CREATE_PENDING_AUTH')
      await story.postern.clients.control.send(
        new DeleteGatewayTargetCommand({ gatewayIdentifier: story.gateway.gatewayId, targetId: made.targetId }),
      )
      await story.postern.kill()
      await story.postern.restart()
      await expect(getTarget(story, made.targetId ?? '')).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
    }))
})
