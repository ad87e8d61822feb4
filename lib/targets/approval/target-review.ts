import { needsReview, type Approval } from '../../contracts/approvals.ts'
import type { TargetsContext } from '../context.ts'
import type { CatalogueVersion } from '../target.store.ts'
import type { ApprovalRow } from './approval.store.ts'
import { definitionHash } from './definition-hash.ts'
import { definitionKey, type DefinitionName, type DefinitionText } from './definition.ts'
import { approvalMode, byTarget, waitingIn } from './review.ts'
import type { ApprovalState } from './states.ts'

/** How the definitions of one target stand to what was approved. */
export interface TargetReview {
  waiting: number
  /** Of the tools that wait, those that are not served before an approval. */
  withheldTools: number
  waits(definition: DefinitionName): boolean
  approvalOf(definition: DefinitionText): Approval
}

export const approvalView = ({ state, hash, approved }: ApprovalState, required: boolean): Approval => ({
  state,
  ...(hash !== undefined && { hash }),
  ...(approved && {
    approvedHash: approved.hash,
    approvedBy: approved.by,
    approvedAt: new Date(approved.at).toISOString(),
  }),
  served: state === 'approved' || (needsReview(state) && !required),
})

async function reviewOf(
  context: TargetsContext,
  serving: CatalogueVersion,
  rows: readonly ApprovalRow[],
  required: boolean,
): Promise<TargetReview> {
  const states = await waitingIn(context, serving, rows)
  const byKey = new Map(states.map((state) => [definitionKey(state), state]))
  const rowOf = ({ kind, name }: DefinitionName) =>
    rows.find((row) => row.kind === kind && row.name === name) ?? rows.find((row) => row.kind === 'catalogue')
  return {
    waiting: states.length,
    withheldTools: required ? states.filter(({ kind }) => kind === 'tool').length : 0,
    waits: (definition) => byKey.has(definitionKey(definition)),
    approvalOf({ kind, name, json }) {
      const waits = byKey.get(definitionKey({ kind, name }))
      if (waits) return approvalView(waits, required)
      const hash = definitionHash(json)
      const row = rowOf({ kind, name })
      const approved = row && { hash, versionId: row.versionId, by: row.approvedBy, at: row.approvedAt }
      return approvalView({ kind, name, state: 'approved', hash, ...(approved && { approved }) }, required)
    },
  }
}

/** Of every target that serves a catalogue, of one gateway or of all, by target id. */
export async function targetReviews(
  context: TargetsContext,
  gatewayId?: string,
): Promise<ReadonlyMap<string, TargetReview>> {
  const [catalogues, rows] = await Promise.all([context.store.serving(gatewayId), context.store.approvals(gatewayId)])
  const targets = new Map((await context.store.all(gatewayId)).map((target) => [target.id, target]))
  const own = byTarget(rows)
  const required = new Map<string, boolean>()
  const reviews = new Map<string, TargetReview>()
  for (const version of catalogues) {
    const gateway = targets.get(version.targetId)?.gatewayId
    if (gateway === undefined) continue
    if (!required.has(gateway)) required.set(gateway, await isRequired(context, gateway))
    const review = await reviewOf(context, version, own.get(version.targetId) ?? [], required.get(gateway) ?? false)
    reviews.set(version.targetId, review)
  }
  return reviews
}

export async function isRequired(context: TargetsContext, gatewayId: string): Promise<boolean> {
  const gateway = await context.gateways.find(gatewayId)
  return gateway !== undefined && approvalMode(gateway) === 'required'
}
