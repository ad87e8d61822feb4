import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, inject } from 'vitest'
import { Secret } from '../../lib/kernel/secret.ts'
import { openDatabase, type Database } from '../../lib/platform/db/index.ts'
import type { DatabaseSource } from '../../lib/platform/env.ts'
import { createLogger } from '../../lib/platform/logger.ts'
import { newId } from '../../lib/platform/random.ts'

export const silent = createLogger({ level: 'silent', format: 'json' })

export interface TestDatabase {
  /** Where it is; for a second process or node on the same store. */
  readonly source: DatabaseSource
  /** Migrated and empty; the same one for the whole suite. Call it within tests and hooks. */
  (): Database
}

/** Runs the suite on SQLite and on a real PostgreSQL, each time on a fresh, migrated database. */
export function describeOnBothDatabases(name: string, suite: (open: TestDatabase) => void): void {
  const kinds = { sqlite: freshSqlite, postgresql: freshPostgresql }
  for (const [kind, fresh] of Object.entries(kinds)) {
    describe(`${name} (${kind})`, () => {
      let opened: { source: DatabaseSource; db: Database; drop: () => Promise<void> } | undefined
      beforeAll(async () => {
        const { source, drop } = await fresh()
        opened = { source, drop, db: await openDatabase(source, silent) }
      })
      afterAll(async () => {
        await opened?.db[Symbol.asyncDispose]()
        await opened?.drop()
      })
      const current = () => {
        if (!opened) throw new Error('The database is open within tests and hooks only.')
        return opened
      }
      suite(Object.defineProperty(() => current().db, 'source', { get: () => current().source }) as TestDatabase)
    })
  }
}

export interface FreshSource {
  source: DatabaseSource
  drop(): Promise<void>
}

/** A place for a SQLite file; nothing is there yet. */
export async function freshSqlite(): Promise<FreshSource> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-db-'))
  return {
    source: { kind: 'sqlite', file: join(folder, 'postern.db') },
    drop: () => rm(folder, { recursive: true, force: true }),
  }
}

/** A new empty database on the run's server. */
export async function freshPostgresql(): Promise<FreshSource> {
  const url = new URL(inject('postgresUrl'))
  const name = `test_${newId().replaceAll('-', '')}`
  await administer(url, `CREATE DATABASE ${name}`)
  const own = new URL(url)
  own.pathname = `/${name}`
  return {
    source: { kind: 'postgresql', url: new Secret(own.href) },
    drop: () => administer(url, `DROP DATABASE ${name} WITH (FORCE)`),
  }
}

async function administer(url: URL, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
