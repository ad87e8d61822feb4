import {
  connectionKeyHash,
  expiringMs,
  type ConnectionFilter,
  type ConnectionListStore,
  type ConnectionStatusWord,
  type ListedConnection,
} from '../identity/vault/connection-list.store.ts'
import type { UserKey } from '../kernel/principals.ts'
import type { Database, Param, Statement } from '../platform/db/index.ts'

interface ListRow {
  rowId: string
  workloadName: string
  user: string
  providerName: string
  scopes: string
  grantedScopes: string
  standing: ListedConnection['standing']
  reason: string | null
  refreshable: number
  obtainedAt: number | null
  expiresAt: number | null
  lastUsedAt: number | null
  since: number
  revoking: number
}

/** Statements of one commit. */
const chunk = 200
const none = `CAST(NULL AS BIGINT)`
const sameKey = (one: string, other: string) =>
  ['workloadName', 'userText', 'providerName', 'scopes']
    .map((column) => `${one}."${column}" = ${other}."${column}"`)
    .join(' AND ')

/** The vault's rows, consents under way where there is no row, and what ended where there is neither. */
export function connectionListing(db: Database): ConnectionListStore {
  const now = db.nowSql
  const waiting = (s: string) =>
    `${s}."state" IN ('CREATED', 'OPENED', 'CODE_HELD', 'COMPLETING') AND ${s}."expiresAt" > ${now}
      AND ${s}."purposeKey" NOT LIKE 'sync:%'`
  const noRow = (one: string) => `NOT EXISTS (SELECT 1 FROM "Connection" r WHERE ${sameKey('r', one)})`

  const everything = (whose: (table: string) => Statement): Statement => {
    const [held, asked, ended] = [whose('c'), whose('s'), whose('e')]
    return {
      sql: `SELECT c."id" AS "rowId", c."workloadName", c."user", c."providerName", c."scopes",
          c."grantedScopes", c."status" AS "standing", c."failure" AS "reason",
          CASE WHEN c."refreshSealed" IS NULL THEN 0 ELSE 1 END AS "refreshable", c."obtainedAt", c."expiresAt",
          c."lastUsedAt", c."createdAt" AS "since", 0 AS "revoking"
        FROM "Connection" c WHERE ${held.sql}
        UNION ALL
        SELECT s."id", s."workloadName", s."user", s."providerName", s."scopes", '[]', 'PENDING',
          CAST(NULL AS TEXT), 0, ${none}, s."expiresAt", ${none}, s."createdAt", 0
        FROM "AuthorizationSession" s WHERE ${asked.sql} AND ${waiting('s')} AND ${noRow('s')}
          AND NOT EXISTS (SELECT 1 FROM "AuthorizationSession" o WHERE ${sameKey('o', 's')} AND ${waiting('o')}
            AND (o."createdAt" > s."createdAt" OR (o."createdAt" = s."createdAt" AND o."id" > s."id")))
        UNION ALL
        SELECT e."keyHash", e."workloadName", e."user", e."providerName", e."scopes", '[]', 'ENDED', e."reason", 0,
          ${none}, ${none}, ${none}, e."endedAt",
          CASE WHEN EXISTS (SELECT 1 FROM "Revocation" v WHERE v."id" = e."revocationId") THEN 1 ELSE 0 END
        FROM "EndedConnection" e WHERE ${ended.sql} AND ${noRow('e')}
          AND NOT EXISTS (SELECT 1 FROM "AuthorizationSession" o WHERE ${sameKey('o', 'e')} AND ${waiting('o')})`,
      params: [...held.params, ...asked.params, ...ended.params],
    }
  }

  return {
    async list(filter, { after, limit }) {
      const all = everything((table) => personCondition(table, filter))
      const conditions: string[] = []
      const params: Param[] = [...all.params]
      const also = (sql: string, ...values: Param[]) => {
        conditions.push(sql)
        params.push(...values)
      }
      if (filter.providerName !== undefined) also('x."providerName" = ?', filter.providerName)
      if (filter.workloadName !== undefined) also('x."workloadName" = ?', filter.workloadName)
      if (filter.status !== undefined) also(statusCondition(filter.status, now))
      if (after !== undefined) {
        const [since, rowId] = JSON.parse(after) as [number, string]
        also('(x."since" < ? OR (x."since" = ? AND x."rowId" < ?))', since, since, rowId)
      }
      const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''
      const rows = await db.query<ListRow>(
        `SELECT x.* FROM (${all.sql}) x ${where} ORDER BY x."since" DESC, x."rowId" DESC LIMIT ${limit + 1}`,
        ...params,
      )
      const last = rows[limit - 1]
      return {
        items: rows.slice(0, limit).map(toListed),
        ...(rows.length > limit && last && { after: JSON.stringify([last.since, last.rowId]) }),
      }
    },

    async owners(prefix) {
      const rows = await db.query<{ user: string }>(
        `SELECT DISTINCT "user" FROM "Connection" WHERE SUBSTR("userText", 1, ${prefix.length}) = ?`,
        prefix,
      )
      return rows.map(({ user }) => JSON.parse(user) as UserKey)
    },

    async touch(uses) {
      for (let start = 0; start < uses.length; start += chunk) {
        await db.batch(
          uses.slice(start, start + chunk).map(({ keyHash, at }) =>
            db.statement(
              `UPDATE "Connection" SET "lastUsedAt" = ?
                WHERE "keyHash" = ? AND ("lastUsedAt" IS NULL OR "lastUsedAt" < ?)`,
              at,
              keyHash,
              at,
            ),
          ),
        )
      }
    },

    async forgetEnded(ageMs) {
      await db.raw(`DELETE FROM "EndedConnection" WHERE "endedAt" < ${now} - ?`, ageMs)
    },
  }
}

function personCondition(table: string, { userTexts, whose }: ConnectionFilter): Statement {
  const any: Statement[] = []
  if (userTexts !== undefined && userTexts.length > 0)
    any.push({ sql: `${table}."userText" IN (${userTexts.map(() => '?').join(', ')})`, params: userTexts })
  if (whose !== undefined) {
    // As it stands in the JSON of the key, and with the pattern's own characters taken by the letter.
    const begins = JSON.stringify(whose.toLowerCase())
      .slice(0, -1)
      .replace(/[\\%_]/g, '\\$&')
    for (const member of ['sub', 'iss', 'userid', 'name'])
      any.push({ sql: `LOWER(${table}."user") LIKE ? ESCAPE '\\'`, params: [`%"${member}":${begins}%`] })
  }
  if (any.length > 0)
    return { sql: `(${any.map(({ sql }) => sql).join(' OR ')})`, params: any.flatMap(({ params }) => params) }
  // People were asked for, and there is none of them.
  return { sql: userTexts === undefined ? '1 = 1' : '1 = 0', params: [] }
}

function statusCondition(status: ConnectionStatusWord, now: string): string {
  const lasts = `(x."refreshable" = 1 OR x."expiresAt" IS NULL)`
  switch (status) {
    case 'active':
      return `x."standing" = 'ACTIVE' AND (${lasts} OR x."expiresAt" > ${now} + ${expiringMs})`
    case 'expiring':
      return `x."standing" = 'ACTIVE' AND NOT ${lasts} AND x."expiresAt" > ${now} AND x."expiresAt" <= ${now} + ${expiringMs}`
    case 'needs-sign-in':
      return `(x."standing" = 'NEEDS_REAUTH' OR (x."standing" = 'ACTIVE' AND NOT ${lasts} AND x."expiresAt" <= ${now}))`
    case 'pending':
      return `x."standing" = 'PENDING'`
    case 'revoked':
      return `x."standing" = 'ENDED'`
  }
}

function toListed(row: ListRow): ListedConnection {
  const { workloadName, providerName, standing, since } = row
  const user = JSON.parse(row.user) as UserKey
  const scopes = JSON.parse(row.scopes) as string[]
  return {
    keyHash: connectionKeyHash({ workloadName, user, providerName, scopes }),
    workloadName,
    user,
    providerName,
    scopes,
    grantedScopes: JSON.parse(row.grantedScopes) as string[],
    standing,
    ...(row.reason !== null && { reason: row.reason }),
    refreshable: row.refreshable === 1,
    ...(row.obtainedAt !== null && { obtainedAt: row.obtainedAt }),
    ...(row.expiresAt !== null && { expiresAt: row.expiresAt }),
    ...(row.lastUsedAt !== null && { lastUsedAt: row.lastUsedAt }),
    since,
    revoking: row.revoking === 1,
  }
}
