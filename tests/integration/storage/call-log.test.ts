import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDatabase } from '../../../lib/platform/db/index.ts'
import { freshPostgresql, freshSqlite, silent } from '../../_support/databases.ts'

const writer = join(import.meta.dirname, 'call-writer.ts')

test.each([
  ['sqlite', freshSqlite],
  ['postgresql', freshPostgresql],
] as const)('F-51 2,000 calls and SIGTERM at once: all of them are in the call log (%s)', async (_, fresh) => {
  const place = await fresh()
  try {
    const { source } = place
    const target = source.kind === 'sqlite' ? source.file : source.url.reveal()
    const child = spawn(process.execPath, ['--import', 'tsx', writer, source.kind, target], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const exited = once(child, 'exit')
    await once(child.stdout, 'data')
    child.kill('SIGTERM')
    expect(await exited).toEqual([0, null])
    await using db = await openDatabase(source, silent)
    const names = (await db.client.toolCall.findMany({ select: { name: true } })).map((row) => row.name)
    expect(new Set(names)).toEqual(new Set(Array.from({ length: 2_000 }, (_row, n) => `tool${n}`)))
    expect(names).toHaveLength(2_000)
  } finally {
    await place.drop()
  }
})
