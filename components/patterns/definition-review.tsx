'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  definitionQuery,
  useApproveDefinitions,
  type DefinitionAddress,
} from '../../lib/console/queries/definition-queries.ts'
import { type Approval, needsReview } from '../../lib/contracts/approvals.ts'
import { visibleText } from '../../lib/kernel/visible-text.ts'
import { Button } from '../ui/button.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { useToast } from '../ui/toast.tsx'
import { DefinitionDiff } from './definition-diff.tsx'
import { ErrorNotice } from './error-notice.tsx'
import { FindingsList } from './findings-list.tsx'
import { reviewCopy as copy } from './review-copy.ts'
import { useMay } from './person-context.tsx'
import { Time } from './time.tsx'
import { VisibleText } from './visible-text.tsx'

/** What changed in one definition, and the button that approves what is shown: that text and no other. */
export function DefinitionReview({ address, approval }: { address: DefinitionAddress; approval: Approval }) {
  const [isOpen, setIsOpen] = useState(false)
  if (!needsReview(approval.state)) return null
  return (
    <details className="min-w-0" onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary className="w-fit cursor-pointer rounded-sm py-0.5 font-medium text-link">
        {copy.open(approval.state === 'new')}
        <span className="sr-only"> of {visibleText(address.name)}</span>
      </summary>
      {isOpen && <Opened address={address} hash={approval.hash} />}
    </details>
  )
}

function Opened({ address, hash }: { address: DefinitionAddress; hash: string | undefined }) {
  const toast = useToast()
  const mayApprove = useMay('targets.change')
  const approve = useApproveDefinitions(address)
  const { data, error, isPending, refetch } = useQuery(definitionQuery(address, hash))
  if (isPending)
    return (
      <div role="status" aria-busy aria-label={copy.loading} className="mt-2 grid gap-2">
        <Skeleton className="h-4 w-64 max-w-full" />
        <Skeleton className="h-32 w-full" />
      </div>
    )
  if (error)
    return (
      <div className="mt-2">
        <ErrorNotice error={error} onRetry={() => void refetch()} />
      </div>
    )
  const { kind, name } = data
  const seen = data.hash
  return (
    <div className="mt-2 grid min-w-0 grid-cols-1 gap-3">
      <p className="text-muted-foreground">
        {data.approvedBy === undefined ? (
          copy.neverApproved
        ) : (
          <>
            {copy.approvedBefore} <VisibleText text={data.approvedBy} />{' '}
            {data.approvedAt && <Time at={data.approvedAt} />}. {copy.legend}
          </>
        )}
      </p>
      <DefinitionDiff label={copy.diff(visibleText(name))} approved={data.approved} current={data.current} />
      <FindingsList findings={data.findings} />
      {approve.error && <ErrorNotice error={approve.error} />}
      {seen !== undefined && mayApprove && (
        <Button
          variant="primary"
          size="sm"
          className="w-fit"
          busy={approve.isPending}
          onClick={() =>
            approve.mutate([{ kind, name, hash: seen }], { onSuccess: () => toast(copy.approved(visibleText(name))) })
          }
        >
          {copy.approve}
          <span className="sr-only"> {visibleText(name)}</span>
        </Button>
      )}
    </div>
  )
}
