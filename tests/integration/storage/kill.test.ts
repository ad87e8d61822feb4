import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { openDatabase } from '../../../lib/platform/db/index.ts'
import { freshPostgresql, freshSqlite, silent, type FreshSource } from '../../_support/databases.ts'

const writer = join(import.meta.dirname, 'writer.ts')

/** Lets the writer acknowledge some rows and kills it while it writes on. */
async function writeAndKill({ source }: FreshSource, rows: number): Promise<string[]> {
  const place = source.kind === 'sqlite' ? source.file : source.url.reveal()
  const child = spawn(process.execPath, ['--import', 'tsx', writer, source.kind, place], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const acknowledged: string[] = []
  for await (const line of createInterface(child.stdout)) {
    acknowledged.push(line)
    if (acknowledged.length === rows) child.kill('SIGKILL')
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return acknowledged
}

test.each([
  ['sqlite', freshSqlite],
  ['postgresql', freshPostgresql],
] as const)(
  'I4 kill -9 while writing: every acknowledged row is there, with its audit entry (%s)',
  async (_, fresh) => {
    const place = await fresh()
    try {
      const acknowledged: string[] = []
      for (const rows of [1, 7, 40]) acknowledged.push(...(await writeAndKill(place, rows)))
      expect(acknowledged.length).toBeGreaterThanOrEqual(48)
      await using db = await openDatabase(place.source, silent)
      const stored = (await db.client.workloadIdentity.findMany()).map((row) => row.name).sort()
      const audited = (await db.client.auditEvent.findMany()).map((row) => row.resource).sort()
      expect(stored).toEqual(expect.arrayContaining(acknowledged))
      expect(audited).toEqual(stored)
    } finally {
      await place.drop()
    }
  },
)
