// Child of call-log.test.ts: records 2,000 calls at once, says so, and stops on SIGTERM as the product does.
import { createCalls } from '../../../lib/audit/index.ts'
import { Secret } from '../../../lib/kernel/secret.ts'
import { prismaCallStore } from '../../../lib/persistence/prisma-call-store.ts'
import { systemClock } from '../../../lib/platform/clock.ts'
import { openDatabase } from '../../../lib/platform/db/index.ts'
import { createLogger } from '../../../lib/platform/logger.ts'
import { stopOnSignal } from '../../../lib/server/signals.ts'

const [kind, place] = process.argv.slice(2)
if (!place) throw new Error('Give the kind and the place of the database.')
const source =
  kind === 'sqlite' ? ({ kind, file: place } as const) : ({ kind: 'postgresql', url: new Secret(place) } as const)
const logger = createLogger({ level: 'silent', format: 'json' })
const db = await openDatabase(source, logger)
const calls = createCalls({ store: prismaCallStore(db), clock: systemClock, logger })
stopOnSignal(async () => {
  await calls.stop()
  await db[Symbol.asyncDispose]()
})
for (let n = 0; n < 2_000; n++)
  calls.record({
    ...{ at: Date.now(), durationMs: 1, gatewayId: 'team-0123456789', targetId: 'ABCDEFGHIJ', method: 'tools/call' },
    ...{ name: `tool${n}`, caller: 'ann', callerKind: 'person', client: '', outcome: 'answered', requestId: `r${n}` },
  })
process.stdout.write('recorded\n')
setInterval(() => undefined, 60_000)
