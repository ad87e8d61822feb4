'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { call } from '../../../lib/console/api-client.ts'
import { routes } from '../../../lib/console/routes.ts'
import type { AttentionItem } from '../../../lib/contracts/console.ts'
import { synchronizeGatewayTargets } from '../../../lib/contracts/operations/gateways.ts'
import { ErrorNotice } from '../../patterns/error-notice.tsx'
import { useMay } from '../../patterns/person-context.tsx'
import { targetActionLabels } from '../../patterns/target-status.ts'
import { TargetStatusBadge } from '../../patterns/target-status-badge.tsx'
import { Time } from '../../patterns/time.tsx'
import { ReasonText } from '../../patterns/reason-text.tsx'
import { Button } from '../../ui/button.tsx'
import { GoButton } from '../../ui/go-button.tsx'
import { useToast } from '../../ui/toast.tsx'
import { attentionText, overviewCopy as copy } from './overview-copy.ts'

/** Each with its status, the reason, and the one thing to do about it. */
export function AttentionList({ items }: { items: readonly AttentionItem[] }) {
  return (
    <ul className="divide-y divide-border border-t border-border">
      {items.map((item) => (
        <AttentionRow key={`${item.action} ${item.targetId}`} item={item} />
      ))}
    </ul>
  )
}

const wordsOf = (item: AttentionItem) => {
  if (item.waiting) return copy.waiting(item.waiting)
  return item.reason ? <ReasonText text={item.reason} /> : attentionText[item.action]
}

function AttentionRow({ item }: { item: AttentionItem }) {
  const toast = useToast()
  const mayAct = useMay('targets.change')
  const queries = useQueryClient()
  const synchronize = useMutation({
    mutationFn: () =>
      call(synchronizeGatewayTargets, { gatewayIdentifier: item.gatewayId, targetIdList: [item.targetId] }),
    onSuccess: () => toast(copy.synchronizeStarted(item.targetName)),
    onSettled: () => queries.invalidateQueries(),
  })
  const page = routes.target(item.gatewayId, item.targetId) + (item.action === 'approve' ? '#review' : '')
  const label = (
    <>
      {targetActionLabels[item.action]}
      <span className="sr-only"> {copy.actionFor(item.targetName, item.gatewayName)}</span>
    </>
  )
  return (
    <li className="grid gap-3 px-4 py-3.5 sm:px-5">
      <div className="grid items-center gap-x-8 gap-y-3 sm:grid-cols-[minmax(0,1fr)_auto]">
        <div className="grid min-w-0 gap-1">
          <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
            <span className="min-w-0">
              <Link href={page} className="font-semibold hover:underline">
                {item.targetName}
              </Link>{' '}
              <span className="text-muted-foreground">{copy.on(item.gatewayName)}</span>
            </span>
            {item.action !== 'approve' && <TargetStatusBadge status={item.status} />}
          </div>
          <p className="min-w-0 text-muted-foreground">
            {wordsOf(item)}{' '}
            <span className="text-xs whitespace-nowrap">
              · <Time at={item.since} />
            </span>
          </p>
        </div>
        {!mayAct ? null : item.action === 'synchronize' ? (
          <Button
            size="sm"
            className="justify-self-start"
            busy={synchronize.isPending}
            onClick={() => synchronize.mutate()}
          >
            {label}
          </Button>
        ) : (
          <GoButton size="sm" variant={item.action === 'authorize' ? 'primary' : 'secondary'} href={page}>
            {label}
          </GoButton>
        )}
      </div>
      {synchronize.error && <ErrorNotice error={synchronize.error} />}
    </li>
  )
}
