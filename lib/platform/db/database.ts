import type { Prisma, PrismaClient } from '../../../prisma/generated/sqlite/client.ts'
import { numberedPlaceholders } from './placeholders.ts'

export type DatabaseKind = 'sqlite' | 'postgresql'
export type Param = string | number | bigint | boolean | null
/** `?` for each parameter, identifiers in double quotes: the same text runs on both databases. */
export interface Statement {
  sql: string
  params: readonly Param[]
}

export interface Database {
  readonly kind: DatabaseKind
  /** Typed as the SQLite client; the PostgreSQL client has the same models. No interactive transactions (prisma/orm#29870). */
  readonly client: PrismaClient
  /** SQL for the database's clock: an integer, milliseconds since 1970. */
  readonly nowSql: string
  now(): Promise<number>
  /** Returns the number of rows changed. */
  raw(sql: string, ...params: Param[]): Promise<number>
  /** Rows with 64-bit integers as numbers. */
  query<T>(sql: string, ...params: Param[]): Promise<T[]>
  /** A statement to put into `batch`; it runs there. */
  statement(sql: string, ...params: Param[]): Prisma.PrismaPromise<number>
  /** All or nothing, in one commit. */
  batch(statements: readonly Prisma.PrismaPromise<unknown>[]): Promise<unknown[]>
  [Symbol.asyncDispose](): Promise<void>
}

const clocks: Record<DatabaseKind, string> = {
  sqlite: `CAST(ROUND(unixepoch('subsec') * 1000) AS INTEGER)`,
  postgresql: 'CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)',
}

export function createDatabase(kind: DatabaseKind, client: PrismaClient): Database {
  const nowSql = clocks[kind]
  const dialect = kind === 'sqlite' ? (sql: string) => sql : numberedPlaceholders
  const statement = (sql: string, ...params: Param[]) => client.$executeRawUnsafe(dialect(sql), ...params)
  const query = async <T>(sql: string, ...params: Param[]): Promise<T[]> => {
    const rows = await client.$queryRawUnsafe<Record<string, unknown>[]>(dialect(sql), ...params)
    return rows.map(withNumbers) as T[]
  }
  return {
    kind,
    client,
    nowSql,
    statement,
    query,
    raw: async (sql, ...params) => await statement(sql, ...params),
    async now() {
      const [row] = await query<{ now: number }>(`SELECT ${nowSql} AS "now"`)
      if (!row) throw new Error('The database did not tell the time.')
      return row.now
    },
    batch: async (statements) => await client.$transaction([...statements]),
    [Symbol.asyncDispose]: () => client.$disconnect(),
  }
}

/** Counts and times are far below 2^53. */
const withNumbers = (row: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key, typeof value === 'bigint' ? Number(value) : value]),
  )
