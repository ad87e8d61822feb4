import { mkdir, open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import type { PrismaClient } from '../../../prisma/generated/sqlite/client.ts'
import type { DatabaseSource } from '../env.ts'
import type { Logger } from '../logger.ts'
import { createDatabase, type Database } from './database.ts'
import { migratePostgresql } from './migrate-postgresql.ts'
import { migrateSqlite } from './migrate-sqlite.ts'
import { readMigrations } from './migration-files.ts'
import { serialSqlite } from './serial-sqlite.ts'

export interface OpenOptions {
  /** The installation folder, which holds `prisma/migrations`. */
  root?: string
}

/**
 * Opens the store and brings it to the form of this version.
 * @throws MigrationError where its history is not one of ours; the driver's error where it cannot be reached.
 */
export async function openDatabase(
  source: DatabaseSource,
  logger: Logger,
  { root = process.cwd() }: OpenOptions = {},
): Promise<Database> {
  const migrations = await readMigrations(join(root, 'prisma/migrations', source.kind))
  if (source.kind === 'sqlite') await prepareFile(source.file)
  const applied =
    source.kind === 'sqlite'
      ? migrateSqlite(source.file, migrations)
      : await migratePostgresql(source.url.reveal(), migrations)
  if (applied.length > 0) logger.info({ database: source.kind, migrations: applied }, 'Migrated the database')
  return createDatabase(source.kind, await connect(source))
}

/** For the owner's eyes alone; SQLite gives its journal the rights of the file. */
async function prepareFile(file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  await (await open(file, 'a', 0o600)).close()
}

async function connect(source: DatabaseSource): Promise<PrismaClient> {
  if (source.kind === 'sqlite') {
    const { PrismaClient: Client } = await import('../../../prisma/generated/sqlite/client.ts')
    return new Client({ adapter: serialSqlite(source.file) })
  }
  const { PrismaClient: Client } = await import('../../../prisma/generated/postgresql/client.ts')
  const adapter = new PrismaPg({ connectionString: source.url.reveal(), max: 10, connectionTimeoutMillis: 10_000 })
  // Both clients come from the same models; only names of filter types differ.
  return new Client({ adapter }) as unknown as PrismaClient
}
