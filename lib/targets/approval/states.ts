import { needsReview, type DefinitionKind, type DefinitionState } from '../../contracts/approvals.ts'
import type { ApprovalRow } from './approval.store.ts'
import { definitionKey, type Definition } from './definition.ts'

/** How a definition stands to what was approved of it. `hash` is that of now, absent where it is gone. */
export interface ApprovalState {
  kind: DefinitionKind
  name: string
  state: DefinitionState
  hash?: string
  approved?: { hash: string; versionId: string; by: string; at: number }
}

export interface CatalogueApprovals {
  definitions: readonly Definition[]
  /** The approvals of this target, and what the version of its row of kind `catalogue` holds. */
  rows: readonly ApprovalRow[]
  baseline: readonly Definition[]
}

/** In the order of the catalogue; what is gone comes last. */
export function approvalStates({ definitions, rows, baseline }: CatalogueApprovals): ApprovalState[] {
  const approved = new Map<string, ApprovalState & { approved: NonNullable<ApprovalState['approved']> }>()
  const whole = rows.find((row) => row.kind === 'catalogue')
  const note = ({ kind, name }: { kind: DefinitionKind; name: string }, hash: string, row: ApprovalRow) =>
    approved.set(definitionKey({ kind, name }), {
      ...{ kind, name, state: 'gone' },
      approved: { hash, versionId: row.versionId, by: row.approvedBy, at: row.approvedAt },
    })
  if (whole) for (const definition of baseline) note(definition, definition.hash, whole)
  for (const row of rows) if (row.kind !== 'catalogue') note({ kind: row.kind, name: row.name }, row.hash, row)

  const present = definitions.map(({ kind, name, hash }): ApprovalState => {
    const key = definitionKey({ kind, name })
    const before = approved.get(key)?.approved
    approved.delete(key)
    if (before === undefined) return { kind, name, state: 'new', hash }
    return { kind, name, state: before.hash === hash ? 'approved' : 'changed', hash, approved: before }
  })
  return [...present, ...approved.values()]
}

export const waiting = (states: readonly ApprovalState[]): ApprovalState[] =>
  states.filter(({ state }) => needsReview(state))
