import { afterAll, describe } from 'vitest'
import { startPostgres, type PostgresServer } from './postgres-server.ts'

/** Runs a suite against the whole product twice: on SQLite in its data folder, and on a real PostgreSQL. */
export function databases(title: string, suite: (env: () => Promise<Record<string, string>>) => void): void {
  describe(`${title} (sqlite)`, () => {
    suite(async () => ({}))
  })
  describe(`${title} (postgresql)`, () => {
    let postgres: PostgresServer | undefined
    suite(async () => {
      postgres = await startPostgres()
      return { DATABASE_URL: postgres.url }
    })
    // Registered after the suite's own hook, so run before it where hooks are a stack: the product ends first.
    afterAll(() => postgres?.stop())
  })
}
