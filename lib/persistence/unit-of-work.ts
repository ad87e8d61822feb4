import type { AuditEntry } from '../audit/audit.store.ts'
import type { Database, Statement } from '../platform/db/index.ts'
import { newId } from '../platform/random.ts'
import { violatedConstraint } from './violated-constraint.ts'

type Batched = Parameters<Database['batch']>[0][number]

/** The row that a change is decided on. `idColumn` is `id` unless the table is keyed by its name. */
export interface ChangedRow {
  table: string
  idColumn?: 'id' | 'name' | 'kid'
  id: string
  changeId: string
}

export interface ConditionalChange extends ChangedRow {
  /** Run before the update: take rows' locks, for a rule that no single row of the update decides. */
  lock?: Statement | readonly Statement[]
  /** `UPDATE … SET …, "changeId" = ? … WHERE <condition>`; its condition decides every race. */
  update: Statement
  audit?: AuditEntry
  /** Run after the audit row, in order; each guarded by its author with `changeTook`. The last may delete the row. */
  then?: readonly Statement[]
}

/**
 * Runs the update, and where it took, stores the audit row and what depends on it: one non-interactive batch, one
 * commit. No interactive transaction (they dead-lock on SQLite) and no lock held between statements of ours.
 */
export async function conditionalChange(db: Database, change: ConditionalChange): Promise<boolean> {
  const locks = [change.lock ?? []].flat()
  const statements: Batched[] = [...locks, change.update].map((statement) => asBatched(db, statement))
  if (change.audit) statements.push(auditRowWhere(db, change.audit, change.changeId, changeTook(change)))
  for (const statement of change.then ?? []) statements.push(asBatched(db, statement))
  const results = await db.batch(statements)
  return results[locks.length] === 1
}

/** `EXISTS (…)` that holds only where the change with this id took; to guard a statement of `then`. */
export function changeTook({ table, idColumn = 'id', id, changeId }: ChangedRow): Statement {
  return {
    sql: `EXISTS (SELECT 1 FROM "${table}" WHERE "${idColumn}" = ? AND "changeId" = ?)`,
    params: [id, changeId],
  }
}

export type Insertion = { inserted: true } | { inserted: false; constraint: string }

/**
 * Stores new rows with their audit row in one commit. A unique constraint that is already met makes it nothing at all,
 * and is named as PostgreSQL names it (`Gateway_name_key`, `Gateway_pkey`) on both databases.
 */
export async function insertWithAudit(
  db: Database,
  { inserts, audit, changeId }: { inserts: readonly Batched[]; audit?: AuditEntry; changeId?: string },
): Promise<Insertion> {
  try {
    await db.batch(audit ? [...inserts, auditRow(db, audit, changeId)] : inserts)
    return { inserted: true }
  } catch (error) {
    const constraint = violatedConstraint(error)
    if (constraint === undefined) throw error
    return { inserted: false, constraint }
  }
}

/** The audit row without condition: beside an insert, or alone for a refusal. */
export function auditRow(db: Database, entry: AuditEntry, changeId?: string): Batched {
  return db.statement(`${intoAuditEvent} VALUES (${auditValues(db)})`, ...auditParams(entry, changeId ?? null))
}

/** The audit row of a change that may not take; `condition` is a boolean expression like that of `changeTook`. */
export function auditRowWhere(db: Database, entry: AuditEntry, changeId: string | null, condition: Statement): Batched {
  return db.statement(
    `${intoAuditEvent} SELECT ${auditValues(db)} WHERE ${condition.sql}`,
    ...auditParams(entry, changeId),
    ...condition.params,
  )
}

const intoAuditEvent =
  'INSERT INTO "AuditEvent" ("id", "at", "type", "actor", "resource", "outcome", "detail", "changeId")'

const auditValues = (db: Database) => `?, ${db.nowSql}, ?, ?, ?, ?, ?, ?`

const auditParams = (entry: AuditEntry, changeId: string | null) =>
  [
    newId(),
    entry.type,
    JSON.stringify(entry.actor),
    entry.resource,
    entry.outcome,
    JSON.stringify(entry.detail ?? {}),
    changeId,
  ] as const

const asBatched = (db: Database, { sql, params }: Statement): Batched => db.statement(sql, ...params)
