import Link from 'next/link'
import { routes } from '../../../lib/console/routes.ts'
import type { TargetSummary } from '../../../lib/contracts/targets.ts'
import type { Column } from '../../patterns/resource-table.tsx'
import { TargetStatusBadge } from '../../patterns/target-status-badge.tsx'
import { Time } from '../../patterns/time.tsx'
import { VisibleText } from '../../patterns/visible-text.tsx'
import { TargetNextAction } from './target-next-action.tsx'

/** One array draws the table, its skeleton and its stacked form. */
export const targetColumns = (gatewayId: string): readonly Column<TargetSummary>[] => [
  {
    id: 'name',
    header: 'Name',
    isName: true,
    cell: (target) => (
      <div className="grid min-w-0 gap-0.5">
        <Link href={routes.target(gatewayId, target.targetId)} className="w-fit max-w-full text-link hover:underline">
          <VisibleText text={target.name} />
        </Link>
        {target.description && (
          <span className="font-normal text-muted-foreground">
            <VisibleText text={target.description} />
          </span>
        )}
      </div>
    ),
  },
  { id: 'status', header: 'Status', cell: (target) => <TargetStatusBadge status={target.status} /> },
  {
    id: 'synchronized',
    header: 'Last synchronized',
    cell: (target) => (target.lastSynchronizedAt ? <Time at={target.lastSynchronizedAt} /> : 'Never'),
  },
  {
    id: 'action',
    header: 'Next action',
    isAction: true,
    cell: (target) => <TargetNextAction gatewayId={gatewayId} target={target} />,
  },
]
