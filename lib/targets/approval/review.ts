import type { ApprovalMode } from '../../contracts/approvals.ts'
import type { GatewayRecord } from '../../gateways/index.ts'
import type { TargetsContext } from '../context.ts'
import type { CatalogueVersion } from '../target.store.ts'
import type { ApprovalRow } from './approval.store.ts'
import { approvalStates, waiting, type ApprovalState } from './states.ts'

export const approvalMode = (gateway: GatewayRecord): ApprovalMode => gateway.settings.approval ?? 'automatic'

/** The approvals by the target that they belong to. */
export function byTarget(rows: readonly ApprovalRow[]): ReadonlyMap<string, readonly ApprovalRow[]> {
  const found = new Map<string, ApprovalRow[]>()
  for (const row of rows) {
    const own = found.get(row.targetId)
    if (own) own.push(row)
    else found.set(row.targetId, [row])
  }
  return found
}

type Reviewing = Pick<TargetsContext, 'store' | 'readDefinitions'>

const wholeOf = (rows: readonly ApprovalRow[]) => rows.find((row) => row.kind === 'catalogue')

/** How each definition of a catalogue that serves stands to what was approved. */
export async function reviewVersion(
  context: Reviewing,
  serving: CatalogueVersion,
  rows: readonly ApprovalRow[] = [],
): Promise<ApprovalState[]> {
  const definitions = context.readDefinitions(serving)
  const whole = wholeOf(rows)
  if (whole?.versionId === serving.id) return approvalStates({ definitions, rows, baseline: definitions })
  const version = whole && (await context.store.catalogue(whole.versionId))
  return approvalStates({ definitions, rows, baseline: version ? context.readDefinitions(version) : [] })
}

/** What waits for a review; where everything was approved as it is, nothing is read or hashed. */
export async function waitingIn(
  context: Reviewing,
  serving: CatalogueVersion,
  rows: readonly ApprovalRow[] = [],
): Promise<ApprovalState[]> {
  if (rows.length === 1 && wholeOf(rows)?.versionId === serving.id) return []
  return waiting(await reviewVersion(context, serving, rows))
}
