import Link from 'next/link'
import type { GatewaySummary } from '../../../lib/contracts/gateways.ts'
import { routes } from '../../../lib/console/routes.ts'
import { GatewayStatusBadge } from '../../patterns/gateway-status-badge.tsx'
import { authorizerWords } from '../../patterns/patterns-copy.ts'
import type { Column } from '../../patterns/resource-table.tsx'
import { Time } from '../../patterns/time.tsx'
import { VisibleText } from '../../patterns/visible-text.tsx'

/** One array draws the table, its skeleton and its stacked form. */
export const gatewayColumns: readonly Column<GatewaySummary>[] = [
  {
    id: 'name',
    header: 'Name',
    isName: true,
    cell: (gateway) => (
      <div className="grid min-w-0 gap-0.5">
        <Link href={routes.gateway(gateway.gatewayId)} className="w-fit max-w-full text-link hover:underline">
          <VisibleText text={gateway.name} />
        </Link>
        {gateway.description && (
          <span className="font-normal text-muted-foreground">
            <VisibleText text={gateway.description} />
          </span>
        )}
      </div>
    ),
  },
  { id: 'status', header: 'Status', cell: (gateway) => <GatewayStatusBadge status={gateway.status} /> },
  { id: 'sign-in', header: 'Sign-in', cell: (gateway) => authorizerWords[gateway.authorizerType] },
  { id: 'updated', header: 'Updated', cell: (gateway) => <Time at={gateway.updatedAt} /> },
]
