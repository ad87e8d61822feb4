'use client'

import { useQuery } from '@tanstack/react-query'
import { Pencil } from 'lucide-react'
import { isNotFound } from '../../../lib/console/api-error.ts'
import { gatewayQuery } from '../../../lib/console/queries/gateway-queries.ts'
import { type TargetAddress, targetQuery } from '../../../lib/console/queries/target-queries.ts'
import { routes } from '../../../lib/console/routes.ts'
import { isInMotion, isPendingAuth } from '../../../lib/contracts/targets.ts'
import { ErrorNotice } from '../../patterns/error-notice.tsx'
import { Can } from '../../patterns/person-context.tsx'
import { PageHeader } from '../../patterns/page-header.tsx'
import { targetStatusView } from '../../patterns/target-status.ts'
import { TargetStatusBadge } from '../../patterns/target-status-badge.tsx'
import { ButtonLink } from '../../ui/button.tsx'
import { AuthorizationHistory } from './authorization-history.tsx'
import { AuthorizePanel } from './authorize-panel.tsx'
import { DeleteTarget } from './delete-target.tsx'
import { StaleNotice } from './stale-notice.tsx'
import { SyncHistory } from './sync-history.tsx'
import { SynchronizeButton } from './synchronize-button.tsx'
import { TargetItems } from './target-items.tsx'
import { TargetReview } from './target-review.tsx'
import { TargetReason } from './target-reason.tsx'
import { TargetSettings } from './target-settings.tsx'
import { TargetSkeleton } from './target-skeleton.tsx'
import { TargetTools } from './target-tools.tsx'

export function TargetDetail({ gatewayId, targetId }: TargetAddress) {
  const address = { gatewayId, targetId }
  const gateway = useQuery(gatewayQuery(gatewayId))
  const { data, error, refetch } = useQuery(targetQuery(gatewayId, targetId))
  if (error && (data === undefined || isNotFound(error)))
    return (
      <>
        <PageHeader
          parent={{ href: routes.gateway(gatewayId), label: gateway.data?.name ?? 'Gateway' }}
          title="Target"
        />
        <ErrorNotice error={error} onRetry={() => void refetch()} />
      </>
    )
  if (data === undefined) return <TargetSkeleton />
  const { target, view } = data
  const isPending = isPendingAuth(target.status)
  return (
    <div className="grid gap-6">
      <PageHeader
        parent={{ href: routes.gateway(gatewayId), label: gateway.data?.name ?? 'Gateway' }}
        title={target.name}
        description={target.description}
        badge={<TargetStatusBadge status={target.status} />}
        action={
          <Can action="targets.change">
            <ButtonLink
              href={routes.editTarget(gatewayId, targetId)}
              variant={targetStatusView(target.status).next === 'review' ? 'primary' : 'secondary'}
            >
              <Pencil aria-hidden />
              Edit
            </ButtonLink>
            {!isPending && <SynchronizeButton address={address} status={target.status} method={view.method} />}
          </Can>
        }
      />
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      <TargetReason status={target.status} reasons={target.statusReasons} />
      {isPending && (
        <Can action="targets.change">
          <AuthorizePanel address={address} target={target} pending={view.pending} />
        </Can>
      )}
      {view.staleSince && !isInMotion(target.status) && <StaleNotice since={view.staleSince} />}
      <TargetReview address={address} name={target.name} />
      <TargetTools tools={view.tools} />
      <TargetItems items={view.items} address={address} />
      <SyncHistory runs={view.runs} />
      <AuthorizationHistory authorizations={view.authorizations} />
      <TargetSettings target={target} method={view.method} />
      <Can action="targets.change">
        <DeleteTarget address={address} name={target.name} tools={view.tools.length} />
      </Can>
    </div>
  )
}
