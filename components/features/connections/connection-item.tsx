'use client'

import { useEndMyConnection } from '../../../lib/console/queries/connection-queries.ts'
import type { Connection } from '../../../lib/contracts/connections.ts'
import { ConfirmButton } from '../../patterns/confirm-dialog.tsx'
import { DetailList } from '../../patterns/detail-list.tsx'
import { Time } from '../../patterns/time.tsx'
import { VisibleText } from '../../patterns/visible-text.tsx'
import { WordedScopes } from '../../patterns/worded-scopes.tsx'
import { Button } from '../../ui/button.tsx'
import { useToast } from '../../ui/toast.tsx'
import { connectionCopy as copy } from './connection-copy.ts'
import { ConnectionStatus } from './connection-status.tsx'

const isThere = ({ status }: Connection) => ['active', 'expiring', 'needs-sign-in'].includes(status)
const placeOf = ({ gatewayName, workloadName }: Connection) => gatewayName ?? workloadName
const targetsOf = ({ targets }: Connection) => targets.map(({ name }) => name).join(', ')

export function ConnectionItem({
  connection,
  busy,
  onConnect,
}: {
  connection: Connection
  busy: boolean
  onConnect: () => void
}) {
  const { providerName, status, targets } = connection
  const place = copy.at(placeOf(connection))
  const name = `${providerName} ${place}`
  return (
    <li className="grid gap-4 px-4 py-4 sm:px-5 lg:grid-cols-[1fr_auto]">
      <div className="grid min-w-0 gap-3">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h3 className="min-w-0 font-semibold wrap-anywhere">
            {targets.length > 0 ? targetsOf(connection) : providerName}
          </h3>
          <ConnectionStatus status={status} />
        </div>
        <p className="text-muted-foreground wrap-anywhere">{targets.length > 0 ? name : `${place}. ${copy.unused}`}</p>
        <Facts connection={connection} />
      </div>
      <div className="flex flex-wrap items-start gap-2">
        {targets.length > 0 && (
          <Button
            size="sm"
            variant={isThere(connection) && status !== 'needs-sign-in' ? 'secondary' : 'primary'}
            busy={busy}
            aria-label={`${actionOf(connection)}: ${targetsOf(connection)}, ${name}`}
            onClick={onConnect}
          >
            {actionOf(connection)}
          </Button>
        )}
        {isThere(connection) && <Disconnect connection={connection} name={name} />}
      </div>
    </li>
  )
}

const actionOf = (connection: Connection): string =>
  connection.status === 'pending' ? copy.goOn : isThere(connection) ? copy.reconnect : copy.connect

function Facts({ connection }: { connection: Connection }) {
  const { status, scopes, connectedAt, lastUsedAt, renewsAt, endsAt, endedAt, reason, revoking } = connection
  const isDue = renewsAt !== undefined && Date.parse(renewsAt) <= Date.now()
  return (
    <DetailList
      items={[
        { term: copy.permissions, value: <WordedScopes scopes={scopes} /> },
        { term: copy.since, value: connectedAt && <Time at={connectedAt} /> },
        { term: copy.lastUsed, value: isThere(connection) && (lastUsedAt ? <Time at={lastUsedAt} /> : copy.never) },
        {
          term: copy.renews,
          value: renewsAt && <span suppressHydrationWarning>{isDue ? copy.renewsNext : <Time at={renewsAt} />}</span>,
        },
        { term: status === 'pending' ? copy.linkEnds : copy.ends, value: endsAt && <Time at={endsAt} /> },
        { term: copy.ended, value: endedAt && <Time at={endedAt} /> },
        { term: copy.why, value: reason && <VisibleText text={reason} /> },
        { term: 'Provider', value: revoking && copy.revoking },
      ]}
    />
  )
}

function Disconnect({ connection, name }: { connection: Connection; name: string }) {
  const end = useEndMyConnection()
  const toast = useToast()
  return (
    <ConfirmButton
      look={{ size: 'sm', variant: 'secondary', 'aria-label': `${copy.disconnect}: ${name}` }}
      title={copy.endTitle(connection.providerName, copy.at(placeOf(connection)))}
      confirmLabel={copy.disconnect}
      consequences={[
        copy.endNow,
        copy.endThere,
        ...(connection.targets.length > 0 ? [copy.endAgain(targetsOf(connection))] : []),
      ]}
      onConfirm={async () => {
        await end.mutateAsync(connection.connectionId)
        toast(copy.disconnected)
      }}
    />
  )
}
