import pg from 'pg'
import { newId } from '../random.ts'
import { pendingMigrations, type Migration } from './migration-files.ts'

/** The number that Prisma's own engine locks, so that `prisma migrate deploy` and a start never run together. */
const migrationLock = 72_707_369

const historyTable = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id"                    VARCHAR(36) PRIMARY KEY NOT NULL,
    "checksum"              VARCHAR(64) NOT NULL,
    "finished_at"           TIMESTAMPTZ,
    "migration_name"        VARCHAR(255) NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        TIMESTAMPTZ,
    "started_at"            TIMESTAMPTZ NOT NULL DEFAULT now(),
    "applied_steps_count"   INTEGER NOT NULL DEFAULT 0
)`

/** One transaction under an advisory lock that ends with it: a second node waits. Returns the new names. */
export async function migratePostgresql(url: string, migrations: readonly Migration[]): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  await client.connect()
  try {
    await client.query('BEGIN')
    await client.query('SELECT pg_advisory_xact_lock($1)', [migrationLock])
    const names = await apply(client, migrations)
    await client.query('COMMIT')
    return names
  } finally {
    // A connection that closes inside a transaction rolls it back.
    await client.end()
  }
}

async function apply(client: pg.Client, migrations: readonly Migration[]): Promise<string[]> {
  await client.query(historyTable)
  const { rows } = await client.query<{ name: string; checksum: string; finished: boolean }>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
     FROM "_prisma_migrations" WHERE rolled_back_at IS NULL`,
  )
  const pending = pendingMigrations(migrations, rows)
  for (const migration of pending) {
    const startedAt = new Date()
    await client.query(migration.sql)
    await client.query(
      `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, $4, clock_timestamp(), 1)`,
      [newId(), migration.checksum, migration.name, startedAt],
    )
  }
  return pending.map((migration) => migration.name)
}
