import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { MigrationError, openDatabase, type Database } from '../../lib/platform/db/index.ts'
import { diffSchema } from '../../scripts/diff-schema.mjs'
import { freshPostgresql, freshSqlite, silent, type FreshSource } from '../_support/databases.ts'

const root = join(import.meta.dirname, '../..')

/** Tables, columns and indexes as the database tells them, without our own history table. */
const catalogueSql = {
  sqlite: `SELECT "t"."name" || '.' || "c"."name" AS "name",
             "c"."type" || ' ' || "c"."notnull" || ' ' || "c"."pk" || ' ' || COALESCE("c"."dflt_value", '') AS "definition"
           FROM "sqlite_schema" AS "t", pragma_table_info("t"."name") AS "c"
           WHERE "t"."type" = 'table' AND "t"."name" <> '_prisma_migrations'
           UNION ALL SELECT "name", "sql" FROM "sqlite_schema" WHERE "type" = 'index' AND "sql" IS NOT NULL ORDER BY 1`,
  postgresql: `SELECT table_name || '.' || column_name AS "name",
                 data_type || ' ' || is_nullable || ' ' || COALESCE(column_default, '') AS "definition"
               FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '_prisma_migrations'
               UNION ALL SELECT indexname, indexdef FROM pg_indexes
               WHERE schemaname = 'public' AND tablename <> '_prisma_migrations' ORDER BY 1`,
}

describe.each([
  ['sqlite', freshSqlite],
  ['postgresql', freshPostgresql],
] as const)('migrations (%s)', (kind, fresh) => {
  let place: FreshSource
  let installation: string
  const folder = () => join(installation, `prisma/migrations/${kind}`)
  const migrationFile = () => join(folder(), '0001_init/migration.sql')
  const names = async () => (await readdir(folder())).filter((name) => /^\d/.test(name)).sort()
  const open = async <T>(use: (db: Database) => Promise<T>): Promise<T> => {
    await using db = await openDatabase(place.source, silent, { root: installation })
    return await use(db)
  }
  const history = (db: Database) =>
    db.query<{ migration_name: string; checksum: string; applied_steps_count: number }>(
      'SELECT "migration_name", "checksum", "applied_steps_count" FROM "_prisma_migrations" ORDER BY 1',
    )

  beforeEach(async () => {
    place = await fresh()
    installation = await mkdtemp(join(tmpdir(), 'postern-root-'))
    await cp(join(root, 'prisma/migrations'), join(installation, 'prisma/migrations'), { recursive: true })
  })
  afterEach(async () => {
    await place.drop()
    await rm(installation, { recursive: true, force: true })
  })

  test('a second start applies nothing again', async () => {
    const first = await open(history)
    const applied = { checksum: expect.stringMatching(/^[0-9a-f]{64}$/), applied_steps_count: 1 }
    expect(first).toEqual((await names()).map((migration_name) => ({ migration_name, ...applied })))
    expect(await open(history)).toEqual(first)
  })

  test('of four starts at once one migrates and all of them open', async () => {
    const histories = await Promise.all(Array.from({ length: 4 }, () => open(history)))
    for (const rows of histories) expect(rows).toHaveLength((await names()).length)
  })

  test('the migrations and the schema agree on every table, column and index', async () => {
    const migrated = await open((db) => db.query(catalogueSql[kind]))
    const other = await fresh()
    try {
      for (const name of (await names()).slice(1)) await rm(join(folder(), name), { recursive: true })
      await writeFile(migrationFile(), await diffSchema(kind))
      await using db = await openDatabase(other.source, silent, { root: installation })
      expect(migrated).toEqual(await db.query(catalogueSql[kind]))
    } finally {
      await other.drop()
    }
  })

  test('a migration that was changed after it had been applied is refused by name', async () => {
    await open(history)
    await writeFile(migrationFile(), '-- another text\n')
    await expect(open(history)).rejects.toThrow(MigrationError)
    await expect(open(history)).rejects.toThrow('0001_init was changed after it had been applied')
  })

  test('a store of a newer version is refused by name', async () => {
    await open((db) =>
      db.raw(`UPDATE "_prisma_migrations" SET "migration_name" = '9999_later' WHERE "migration_name" = '0001_init'`),
    )
    await expect(open(history)).rejects.toThrow('9999_later, which this version of Postern does not know')
  })

  test('a migration that fails leaves nothing behind', async () => {
    await writeFile(migrationFile(), 'CREATE TABLE "Half" ("id" TEXT); INSERT INTO "Nowhere" VALUES (1);')
    await expect(open(history)).rejects.toThrow()
    await cp(join(root, 'prisma/migrations'), join(installation, 'prisma/migrations'), { recursive: true })
    expect(await open(history)).toHaveLength((await names()).length)
    await expect(open((db) => db.query('SELECT * FROM "Half"'))).rejects.toThrow()
  })

  test('a folder without migrations is refused', async () => {
    await rm(join(installation, 'prisma'), { recursive: true })
    await expect(open(history)).rejects.toThrow('Start Postern in its installation folder')
  })
})
