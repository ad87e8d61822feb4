import Link from 'next/link'
import { routes } from '../../../lib/console/routes.ts'
import type { Overview } from '../../../lib/contracts/console.ts'
import { GatewayStatusBadge } from '../../patterns/gateway-status-badge.tsx'
import { authorizerWords } from '../../patterns/patterns-copy.ts'
import type { Column } from '../../patterns/resource-table.tsx'
import { TargetPills } from './target-pills.tsx'
import { overviewCopy } from './overview-copy.ts'

type Row = Overview['gateways'][number]
const words = overviewCopy.columns

export const healthColumns: readonly Column<Row>[] = [
  {
    id: 'gateway',
    header: words.gateway,
    isName: true,
    cell: (row) => (
      <Link href={routes.gateway(row.gatewayId)} className="hover:underline">
        {row.name}
      </Link>
    ),
  },
  { id: 'status', header: words.status, cell: (row) => <GatewayStatusBadge status={row.status} /> },
  { id: 'signIn', header: words.signIn, cell: (row) => authorizerWords[row.authorizerType] },
  {
    id: 'targets',
    header: words.targets,
    cell: (row) => <TargetPills gatewayId={row.gatewayId} targets={row.targets} />,
  },
  {
    id: 'tools',
    header: words.tools,
    isNumber: true,
    cell: (row) => row.targets.reduce((sum, target) => sum + target.tools, 0),
  },
]
