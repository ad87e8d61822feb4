// Child of kill.test.ts: writes rows one after another and says each one's id once it is acknowledged.
import { insertWithAudit } from '../../../lib/persistence/unit-of-work.ts'
import { Secret } from '../../../lib/kernel/secret.ts'
import { openDatabase } from '../../../lib/platform/db/index.ts'
import { createLogger } from '../../../lib/platform/logger.ts'
import { newId } from '../../../lib/platform/random.ts'

const [kind, place] = process.argv.slice(2)
if (!place) throw new Error('Give the kind and the place of the database.')
const source =
  kind === 'sqlite' ? ({ kind, file: place } as const) : ({ kind: 'postgresql', url: new Secret(place) } as const)
const db = await openDatabase(source, createLogger({ level: 'silent', format: 'json' }))
for (;;) {
  const name = newId()
  const insert = db.client.workloadIdentity.create({ data: { name, changeId: newId(), createdAt: 1n, updatedAt: 1n } })
  const audit = { type: 'workload.created', actor: { kind: 'system' }, resource: name, outcome: 'ok' } as const
  await insertWithAudit(db, { inserts: [insert], audit })
  process.stdout.write(`${name}\n`)
}
