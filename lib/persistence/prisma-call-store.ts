import type { CallQuery, CallStore, StoredCall } from '../audit/calls/call.store.ts'
import type { Database, Param } from '../platform/db/index.ts'

const columns = [
  'id',
  'at',
  'durationMs',
  'gatewayId',
  'targetId',
  'method',
  'name',
  'caller',
  'callerKind',
  'client',
  'outcome',
  'requestId',
] as const
const numbers: Partial<Record<(typeof columns)[number], string>> = { at: '::BIGINT', durationMs: '::INTEGER' }
const columnList = columns.map((column) => `"${column}"`).join(', ')

/** One parameter for all rows: Prisma spends more on thousands of them than the database on the insert. */
const rowsFrom: Record<Database['kind'], string> = {
  sqlite: `SELECT ${columns.map((_, index) => `value ->> ${index}`).join(', ')} FROM json_each(?) WHERE true`,
  postgresql: `SELECT ${columns
    .map((column, index) => `(value ->> ${index})${numbers[column] ?? ''}`)
    .join(', ')} FROM jsonb_array_elements(CAST(? AS JSONB)) AS rows(value)`,
}

/** So many rows one page looks at: with one connection and a filter that few rows meet, a listing must end soon. */
const scanned = 5_000
const maxTextLength = 512

export function prismaCallStore(db: Database): CallStore {
  return {
    async append(rows) {
      const values = JSON.stringify(rows.map(valuesOf))
      await db.raw(`INSERT INTO "ToolCall" (${columnList}) ${rowsFrom[db.kind]} ON CONFLICT ("id") DO NOTHING`, values)
    },

    async list({ limit, targetId, caller, outcome, ...range }) {
      const { where, params } = rangeOf(range)
      const filters = Object.entries({ targetId, caller, outcome }).filter(([, value]) => value !== undefined)
      const rows = await db.query<StoredCall>(
        `SELECT * FROM (SELECT ${columnList} FROM "ToolCall" WHERE ${where} ORDER BY "id" DESC LIMIT ${scanned}) AS recent
         ${filters.length > 0 ? `WHERE ${filters.map(([name]) => `"${name}" = ?`).join(' AND ')}` : ''}
         ORDER BY "id" DESC LIMIT ${limit + 1}`,
        ...params,
        ...filters.map(([, value]) => value ?? null),
      )
      const items = rows.slice(0, limit)
      if (rows.length > limit) return { items, after: items.at(-1)?.id }
      if (filters.length === 0) return { items }
      const [last] = await db.query<{ id: string }>(
        `SELECT "id" FROM "ToolCall" WHERE ${where} ORDER BY "id" DESC LIMIT 1 OFFSET ${scanned - 1}`,
        ...params,
      )
      return { items, ...(last && { after: last.id }) }
    },

    prune: (olderThan, limit) =>
      db.raw(
        `DELETE FROM "ToolCall" WHERE "id" IN (SELECT "id" FROM "ToolCall" WHERE "id" < ? ORDER BY "id" LIMIT ${limit})`,
        olderThan,
      ),
  }
}

function rangeOf({ gatewayId, from, before }: Pick<CallQuery, 'gatewayId' | 'from' | 'before'>) {
  return {
    where: `"gatewayId" = ?${from === undefined ? '' : ' AND "id" >= ?'}${before === undefined ? '' : ' AND "id" < ?'}`,
    params: [gatewayId, ...[from, before].filter((bound) => bound !== undefined)],
  }
}

const valuesOf = (row: StoredCall): Param[] =>
  columns.map((column) => {
    const value = row[column]
    return typeof value === 'string' ? storable(value) : Math.round(value)
  })

/** Names come from clients and servers: any length, with what PostgreSQL cannot hold (NUL) and JSON cannot say (half a pair). */
const storable = (text: string): string => text.slice(0, maxTextLength).replace(unstorable, '\uFFFD')
const unstorable = /\0|\p{Surrogate}/gu
