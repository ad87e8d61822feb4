import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface Migration {
  name: string
  sql: string
  /** SHA-256 of the file, hex: Prisma's own. */
  checksum: string
}

/** One row of `_prisma_migrations`, as far as it decides anything. */
export interface AppliedMigration {
  name: string
  checksum: string
  finished: boolean
}

/** The store cannot be brought to the form that this version needs. Nothing has been changed. */
export class MigrationError extends Error {
  override name = 'MigrationError'
}

export async function readMigrations(directory: string): Promise<Migration[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch((cause: unknown) => {
    throw new MigrationError(`The migrations are missing at ${directory}. Start Postern in its installation folder.`, {
      cause,
    })
  })
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  return Promise.all(
    names.sort().map(async (name) => {
      const file = await readFile(join(directory, name, 'migration.sql'))
      return { name, sql: file.toString('utf8'), checksum: createHash('sha256').update(file).digest('hex') }
    }),
  )
}

/** What is still to be applied, in order. Refuses a history that this version did not write. */
export function pendingMigrations(known: readonly Migration[], applied: readonly AppliedMigration[]): Migration[] {
  const byName = new Map(known.map((migration) => [migration.name, migration]))
  for (const row of applied) {
    const migration = byName.get(row.name)
    if (!migration) {
      throw new MigrationError(
        `The database has the migration ${row.name}, which this version of Postern does not know: it was written by a ` +
          'newer version. Start that version, or restore a backup from before the upgrade.',
      )
    }
    if (!row.finished) {
      throw new MigrationError(
        `The migration ${row.name} was begun by another tool and not finished. Repair it with "prisma migrate resolve", ` +
          'or restore a backup.',
      )
    }
    if (migration.checksum !== row.checksum) {
      throw new MigrationError(
        `The migration ${row.name} was changed after it had been applied. Restore the file ` +
          `${row.name}/migration.sql as it was released; changes belong in a new migration.`,
      )
    }
  }
  const done = new Set(applied.map((row) => row.name))
  return known.filter((migration) => !done.has(migration.name))
}
