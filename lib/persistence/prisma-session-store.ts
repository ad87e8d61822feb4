import {
  isFinal,
  type AuthorizationSession,
  type Move,
  type PendingLike,
  type SessionStanding,
  type SessionStore,
} from '../identity/sessions/session.store.ts'
import type { Database, Param } from '../platform/db/index.ts'
import { newId } from '../platform/random.ts'
import { sessionOfRow, type SessionRow } from './session-rows.ts'
import { conditionalChange } from './unit-of-work.ts'

const whereLike = `WHERE "workloadName" = ? AND "userText" = ? AND "providerName" = ? AND "purposeKey" = ? AND "returnUrl" = ?`
const likeParams = (like: PendingLike): Param[] => [
  like.workloadName,
  like.userText,
  like.providerName,
  like.purposeKey,
  like.returnUrl,
]

const waiting = `"state" IN ('CREATED', 'OPENED', 'CODE_HELD')`

export function prismaSessionStore(db: Database): SessionStore {
  const now = db.nowSql
  const select = async (rest: string, ...params: Param[]): Promise<AuthorizationSession[]> => {
    const rows = await db.query<SessionRow>(
      `SELECT *, CASE WHEN "expiresAt" <= ${now} THEN 1 ELSE 0 END AS "expired" FROM "AuthorizationSession" ${rest}`,
      ...params,
    )
    return rows.map(sessionOfRow)
  }
  const one = async (column: string, value: string) => (await select(`WHERE "${column}" = ?`, value))[0]

  return {
    find: (id) => one('id', id),
    findByStart: (hash) => one('startHash', hash),
    findByCompletion: (hash) => one('completionHash', hash),
    findByState: (hash) => one('stateHash', hash),

    insert(session, limits, audit) {
      const changeId = newId()
      const values: Record<string, Param> = {
        id: session.id,
        startHash: session.startHash,
        startSealed: session.startSealed,
        state: 'CREATED',
        purpose: JSON.stringify(session.purpose),
        purposeKey: session.purposeKey,
        workloadName: session.workloadName,
        userText: session.userText,
        user: JSON.stringify(session.user),
        startedBy: JSON.stringify(session.startedBy),
        providerName: session.providerName,
        providerSnapshot: JSON.stringify(session.provider),
        scopes: JSON.stringify(session.scopes),
        extraScopes: JSON.stringify(session.extraScopes),
        customParameters: JSON.stringify(session.customParameters),
        resource: session.resource ?? null,
        returnUrl: session.returnUrl,
        customState: session.customState ?? null,
        elicitationId: session.elicitationId,
        changeId,
      }
      const names = Object.keys(values)
      const pending = `SELECT COUNT(*) FROM "AuthorizationSession" WHERE ${waiting} AND "expiresAt" > ${now}`
      return conditionalChange(db, {
        table: 'AuthorizationSession',
        id: session.id,
        changeId,
        update: {
          sql: `INSERT INTO "AuthorizationSession" (${names.map((name) => `"${name}"`).join(', ')}, "createdAt", "expiresAt")
            SELECT ${names.map(() => '?').join(', ')}, ${now}, ${now} + ?
            WHERE (${pending} AND "userText" = ?) < ? AND (${pending}) < ?`,
          params: [
            ...Object.values(values),
            limits.lifetimeMs,
            session.userText,
            limits.pendingPerUser,
            limits.pendingInAll,
          ],
        },
        audit,
      })
    },

    pendingLike: (like, minLeftMs) =>
      select(
        `${whereLike} AND "state" IN ('CREATED', 'OPENED') AND "expiresAt" > ${now} + ? ORDER BY "createdAt" DESC`,
        ...likeParams(like),
        minLeftMs,
      ),
    openedLike: (like) =>
      select(
        `${whereLike} AND "state" IN ('OPENED', 'CODE_HELD', 'COMPLETING') AND "expiresAt" > ${now}
          ORDER BY "createdAt" DESC`,
        ...likeParams(like),
      ),

    async standing(ids) {
      if (ids.length === 0) return []
      const rows = await db.query<Pick<SessionRow, 'elicitationId' | 'state' | 'expired'>>(
        `SELECT "elicitationId", "state", CASE WHEN "expiresAt" <= ${now} THEN 1 ELSE 0 END AS "expired"
          FROM "AuthorizationSession" WHERE "elicitationId" IN (${ids.map(() => '?').join(', ')})`,
        ...ids,
      )
      return rows.map((row) => ({
        elicitationId: row.elicitationId,
        state: row.state as SessionStanding['state'],
        expired: row.expired === 1,
      }))
    },

    move(id, move) {
      const changeId = newId()
      const { set, where, params } = moveSql(move, now)
      return conditionalChange(db, {
        table: 'AuthorizationSession',
        id,
        changeId,
        update: {
          sql: `UPDATE "AuthorizationSession" SET "changeId" = ?, ${set} WHERE "id" = ? AND ${where}`,
          params: [changeId, ...params.set, id, ...params.where],
        },
        audit: move.audit,
      })
    },

    overdue: (limit) =>
      select(
        `WHERE (${waiting} AND "expiresAt" <= ${now}) OR ("state" = 'COMPLETING' AND "claimedUntil" <= ${now})
          ORDER BY "expiresAt" LIMIT ${limit}`,
      ),

    ofPurpose: (key, limit) => select(`WHERE "purposeKey" = ? ORDER BY "createdAt" DESC, "id" LIMIT ${limit}`, key),
  }
}

function moveSql(move: Move, now: string) {
  const set = ['"state" = ?']
  const setParams: Param[] = [move.to]
  for (const [column, value] of Object.entries(move.set ?? {})) {
    if (value === undefined) continue
    set.push(`"${column}" = ?`)
    setParams.push(typeof value === 'string' ? value : JSON.stringify(value))
  }
  if (move.to === 'OPENED') set.push(`"openedAt" = ${now}`)
  if (move.to === 'CODE_HELD') set.push('"cookieHash" = NULL')
  if (move.to === 'COMPLETING') {
    set.push(`"claimedUntil" = ${now} + ?`)
    setParams.push(move.claimMs ?? 0)
  }
  if (isFinal(move.to))
    set.push(`"codeSealed" = NULL, "verifierSealed" = NULL, "cookieHash" = NULL, "endedAt" = ${now}`)

  const where = [`"state" IN (${move.from.map(() => '?').join(', ')})`]
  const whereParams: Param[] = [...move.from]
  for (const [column, value] of Object.entries(move.where ?? {})) {
    if (value === undefined) continue
    where.push(`"${column}" = ?`)
    whereParams.push(value)
  }
  if (move.when === 'alive') where.push(`"expiresAt" > ${now}`)
  if (move.when === 'overdue')
    where.push(`((${waiting} AND "expiresAt" <= ${now}) OR ("state" = 'COMPLETING' AND "claimedUntil" <= ${now}))`)
  return { set: set.join(', '), where: where.join(' AND '), params: { set: setParams, where: whereParams } }
}
