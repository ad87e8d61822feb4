import type { ApprovalItem, DefinitionChange, DefinitionDetail } from '../../contracts/approvals.ts'
import { DomainError, notFound } from '../../kernel/domain-error.ts'
import { actorLabel, type Actor } from '../../kernel/principals.ts'
import { shown } from '../catalogue/judge-list.ts'
import { auditEntry, getTarget, type TargetsContext } from '../context.ts'
import { findingsOf } from '../findings/findings.ts'
import { neighbourhood, type Neighbours } from '../findings/neighbours.ts'
import type { TargetRecord } from '../target.ts'
import type { CatalogueVersion } from '../target.store.ts'
import { definitionKey, definitionTexts, type DefinitionName, type DefinitionText } from './definition.ts'
import { byTarget, reviewVersion } from './review.ts'
import type { ApprovalState } from './states.ts'
import { approvalView, isRequired } from './target-review.ts'

interface Reviewed {
  target: TargetRecord
  serving: CatalogueVersion | undefined
  states: readonly ApprovalState[]
  texts: ReadonlyMap<string, DefinitionText>
  required: boolean
  neighbours: Neighbours
}

async function review(context: TargetsContext, gatewayId: string, targetId: string): Promise<Reviewed> {
  const target = await getTarget(context, gatewayId, targetId)
  const [catalogues, rows, targets, required] = await Promise.all([
    context.store.serving(gatewayId),
    context.store.approvals(gatewayId),
    context.store.all(gatewayId),
    isRequired(context, gatewayId),
  ])
  const serving = catalogues.find((version) => version.targetId === targetId)
  const names = new Map(targets.map(({ id, name }) => [id, name]))
  const around = catalogues.map((version) => ({
    targetName: names.get(version.targetId) ?? '',
    tools: context.readItems(version).tools,
  }))
  return {
    ...{ target, serving, required },
    states: serving ? await reviewVersion(context, serving, byTarget(rows).get(targetId)) : [],
    texts: new Map(
      serving ? definitionTexts(context.readItems(serving)).map((text) => [definitionKey(text), text]) : [],
    ),
    neighbours: neighbourhood(around)(target.name),
  }
}

function changeOf({ texts, required, neighbours }: Reviewed, state: ApprovalState): DefinitionChange {
  const text = texts.get(definitionKey(state))
  return {
    ...approvalView(state, required),
    ...{ kind: state.kind, name: state.name },
    findings: text ? findingsOf(text, neighbours) : [],
  }
}

/** Every definition that has changed, come or gone since it was approved, in the order of the catalogue. */
export async function definitionChanges(
  context: TargetsContext,
  gatewayId: string,
  targetId: string,
  page: { after?: string; limit: number },
): Promise<{ items: DefinitionChange[]; after?: string }> {
  const reviewed = await review(context, gatewayId, targetId)
  const found = reviewed.states.filter(({ state }) => state !== 'approved')
  const start = Number(page.after ?? 0)
  const end = start + page.limit
  return {
    items: found.slice(start, end).map((state) => changeOf(reviewed, state)),
    ...(found.length > end && { after: String(end) }),
  }
}

/** One definition with its text of now and the text that was approved. Throws ResourceNotFoundException. */
export async function definitionDetail(
  context: TargetsContext,
  gatewayId: string,
  targetId: string,
  asked: DefinitionName,
): Promise<DefinitionDetail> {
  const reviewed = await review(context, gatewayId, targetId)
  const key = definitionKey(asked)
  const state = reviewed.states.find((candidate) => definitionKey(candidate) === key)
  if (state === undefined) throw notFound(`${asked.kind} ${shown(asked.name)} of target ${targetId}`)
  const current = reviewed.texts.get(key)?.json
  const before = state.approved && (await context.store.catalogue(state.approved.versionId))
  const approved =
    before && definitionTexts(context.readItems(before)).find((text) => definitionKey(text) === key)?.json
  return {
    ...changeOf(reviewed, state),
    ...(current !== undefined && { current }),
    ...(approved !== undefined && { approved }),
  }
}

/**
 * Approves definitions as they were looked at. All or none: what has changed between the look and the click is refused
 * with a ConflictException that names it.
 */
export async function approveDefinitions(
  context: TargetsContext,
  actor: Actor,
  gatewayId: string,
  targetId: string,
  asked: readonly ApprovalItem[],
): Promise<{ approved: number }> {
  const target = await getTarget(context, gatewayId, targetId)
  const serving = target.servingVersionId && (await context.store.catalogue(target.servingVersionId))
  const items = [...new Map(asked.map((item) => [definitionKey(item), item])).values()]
  const hashes = new Map(
    serving ? context.readDefinitions(serving).map((found) => [definitionKey(found), found.hash]) : [],
  )
  const stale = items.filter((item) => hashes.get(definitionKey(item)) !== item.hash)
  if (!serving || stale.length > 0) throw changedSinceLooked(stale)
  const audit = auditEntry('target.definitions-approved', actor, target, {
    definitions: items.map(({ kind, name, hash }) => ({ kind, name, hash })),
  })
  const approvals = { targetId, versionId: serving.id, items, approvedBy: actorLabel(actor) }
  if (!(await context.store.approve(approvals, audit))) throw changedSinceLooked([])
  context.changed(target)
  return { approved: items.length }
}

function changedSinceLooked(stale: readonly ApprovalItem[]): DomainError {
  const named = stale.slice(0, 5).map(({ kind, name }) => `${kind} ${shown(name)}`)
  const what = named.length === 0 ? 'The catalogue' : named.join(', ') + (stale.length > named.length ? ', …' : '')
  return new DomainError(
    'ConflictException',
    `${what} has changed since you looked at it, so nothing was approved. Look at it again and approve what you see then.`,
  )
}
