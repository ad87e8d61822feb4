'use client'

import { useQuery } from '@tanstack/react-query'
import { definitionChangesQuery, useApproveDefinitions } from '../../../lib/console/queries/definition-queries.ts'
import type { TargetAddress } from '../../../lib/console/queries/target-queries.ts'
import { ApprovalBadge } from '../../patterns/approval-badge.tsx'
import { ConfirmButton } from '../../patterns/confirm-dialog.tsx'
import { DefinitionReview } from '../../patterns/definition-review.tsx'
import { ErrorNotice } from '../../patterns/error-notice.tsx'
import { kindWords, reviewCopy as copy } from '../../patterns/review-copy.ts'
import { VisibleText } from '../../patterns/visible-text.tsx'
import { Can } from '../../patterns/person-context.tsx'
import { Section } from '../../ui/card.tsx'
import { useToast } from '../../ui/toast.tsx'

/** Every definition that waits for a review, of whatever kind. Nothing is shown where none does. */
export function TargetReview({ address, name }: { address: TargetAddress; name: string }) {
  const toast = useToast()
  const { data, error, refetch } = useQuery(definitionChangesQuery(address))
  const approve = useApproveDefinitions(address)
  if (error)
    return (
      <Section title={copy.title}>
        <ErrorNotice error={error} onRetry={() => void refetch()} />
      </Section>
    )
  if (!data?.length) return null
  const items = data.flatMap(({ kind, name: own, hash }) => (hash === undefined ? [] : [{ kind, name: own, hash }]))
  return (
    <div id="review" className="min-w-0 scroll-mt-4">
      <Section
        title={copy.title}
        description={`${copy.description(data.length)} ${data.every(({ served }) => served) ? copy.served : copy.withheld}`}
        action={
          <Can action="targets.change">
            <ConfirmButton
              look={{ size: 'sm', variant: 'secondary' }}
              variant="primary"
              title={copy.approveAllTitle(items.length, name)}
              consequences={copy.approveAllConsequences}
              confirmLabel={copy.approveAll(items.length)}
              onConfirm={async () => {
                await approve.mutateAsync(items)
                toast(copy.approvedAll)
              }}
            />
          </Can>
        }
        flush
      >
        <ul className="divide-y divide-border border-t border-border">
          {data.map((change) => (
            <li key={`${change.kind} ${change.name}`} className="grid min-w-0 gap-2 px-4 py-4 sm:px-5">
              <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
                <h3 className="min-w-0 font-mono font-semibold break-all">
                  <VisibleText text={change.name} />
                </h3>
                <span className="text-muted-foreground">{kindWords[change.kind]}</span>
                <ApprovalBadge approval={change} />
              </div>
              <DefinitionReview address={{ ...address, kind: change.kind, name: change.name }} approval={change} />
            </li>
          ))}
        </ul>
      </Section>
    </div>
  )
}
