import Link from 'next/link'
import { routes } from '../../../lib/console/routes.ts'
import type { OwnedConnection } from '../../../lib/contracts/connections.ts'
import { MachineBadge } from '../../patterns/machine-badge.tsx'
import type { Column } from '../../patterns/resource-table.tsx'
import { Time } from '../../patterns/time.tsx'
import { VisibleText } from '../../patterns/visible-text.tsx'
import { connectionCopy, everyonesCopy as copy } from './connection-copy.ts'
import { ConnectionStatus } from './connection-status.tsx'

export const ownerName = ({ owner }: OwnedConnection): string =>
  owner.email ?? owner.keyName ?? owner.subject ?? owner.userId ?? owner.issuer ?? ''

function Owner({ connection }: { connection: OwnedConnection }) {
  const { owner } = connection
  if (owner.email !== undefined && owner.userId !== undefined)
    return (
      <Link
        href={routes.person(owner.userId)}
        className="inline-block wrap-anywhere text-link hover:underline @3xl:min-w-48"
      >
        {owner.email}
      </Link>
    )
  return (
    <span className="grid wrap-anywhere">
      <VisibleText text={ownerName(connection)} />
      {owner.issuer && <VisibleText text={owner.issuer} className="text-xs font-normal text-muted-foreground" />}
      {owner.isMachine && (
        <span>
          <MachineBadge />
        </span>
      )}
    </span>
  )
}

/** One array draws the table, its skeleton and its stacked form. */
export const everyonesColumns: readonly Column<OwnedConnection>[] = [
  { id: 'owner', header: copy.person, isName: true, cell: (connection) => <Owner connection={connection} /> },
  {
    id: 'provider',
    header: copy.provider,
    cell: ({ providerName }) => <span className="wrap-anywhere">{providerName}</span>,
  },
  {
    id: 'place',
    header: copy.gateway,
    cell: ({ gatewayName, workloadName, targets }) => (
      <span className="grid wrap-anywhere">
        <span>{gatewayName ?? copy.otherWorkload(workloadName)}</span>
        <span className="text-xs text-muted-foreground">{targets.map(({ name }) => name).join(', ')}</span>
      </span>
    ),
  },
  { id: 'status', header: copy.status, cell: ({ status }) => <ConnectionStatus status={status} /> },
  {
    id: 'used',
    header: copy.lastUsed,
    cell: ({ lastUsedAt }) => (lastUsedAt ? <Time at={lastUsedAt} /> : connectionCopy.never),
  },
  {
    id: 'renewal',
    header: copy.renewal,
    cell: ({ renewsAt, status }) =>
      renewsAt === undefined ? (
        '–'
      ) : (
        <span suppressHydrationWarning>
          {status === 'active' && Date.parse(renewsAt) <= Date.now() ? (
            connectionCopy.renewsNext
          ) : (
            <Time at={renewsAt} />
          )}
        </span>
      ),
  },
]
