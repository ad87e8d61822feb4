import Database from 'better-sqlite3'
import { newId } from '../random.ts'
import { pendingMigrations, type AppliedMigration, type Migration } from './migration-files.ts'
import { busyTimeoutMs, connectionPragmas } from './serial-sqlite.ts'

const historyTable = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id"                    TEXT PRIMARY KEY NOT NULL,
    "checksum"              TEXT NOT NULL,
    "finished_at"           DATETIME,
    "migration_name"        TEXT NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        DATETIME,
    "started_at"            DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count"   INTEGER UNSIGNED NOT NULL DEFAULT 0
)`

/** Under an exclusive transaction: a second process waits, and a crash leaves nothing half done. Returns the new names. */
export function migrateSqlite(file: string, migrations: readonly Migration[]): string[] {
  const database = new Database(file, { timeout: busyTimeoutMs })
  try {
    database.exec(connectionPragmas)
    return database.transaction(() => apply(database, migrations)).exclusive()
  } finally {
    database.close()
  }
}

function apply(database: Database.Database, migrations: readonly Migration[]): string[] {
  database.exec(historyTable)
  const rows = database
    .prepare<[], { name: string; checksum: string; finished_at: number | string | null }>(
      'SELECT migration_name AS name, checksum, finished_at FROM "_prisma_migrations" WHERE rolled_back_at IS NULL',
    )
    .all()
  const applied: AppliedMigration[] = rows.map((row) => ({ ...row, finished: row.finished_at !== null }))
  const record = database.prepare(
    `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
     VALUES (?, ?, ?, ?, ?, 1)`,
  )
  const pending = pendingMigrations(migrations, applied)
  for (const migration of pending) {
    const startedAt = Date.now()
    database.exec(migration.sql)
    record.run(newId(), migration.checksum, migration.name, startedAt, Date.now())
  }
  return pending.map((migration) => migration.name)
}
