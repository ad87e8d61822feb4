'use client'

import { useQuery } from '@tanstack/react-query'
import { Plug } from 'lucide-react'
import { myConnectionsQuery, useStartConnection } from '../../../lib/console/queries/connection-queries.ts'
import type { Connection } from '../../../lib/contracts/connections.ts'
import { EmptyState } from '../../patterns/empty-state.tsx'
import { ErrorNotice } from '../../patterns/error-notice.tsx'
import { Notice } from '../../patterns/notice.tsx'
import { PageHeader } from '../../patterns/page-header.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { useConnectQueue } from './connect-queue.ts'
import { connectionCopy as copy } from './connection-copy.ts'
import { ConnectionItem } from './connection-item.tsx'
import { ConnectionSkeleton } from './connection-skeleton.tsx'
import { ConnectionTabs } from './connection-tabs.tsx'

const isOpen = ({ status, targets }: Connection): boolean =>
  targets.length > 0 && status !== 'active' && status !== 'expiring'

export function MyConnections() {
  const { data, error, refetch } = useQuery(myConnectionsQuery())
  const start = useStartConnection()
  const queue = useConnectQueue()
  const open = data?.filter(isOpen) ?? []
  const connect = async ({ connectionId }: Connection, inRound: boolean) => {
    const { authorizationUrl } = await start.mutateAsync(connectionId)
    if (inRound) queue.note(connectionId)
    window.location.assign(authorizationUrl)
  }
  const go = (connection: Connection | undefined, inRound: boolean) => {
    if (connection) void connect(connection, inRound).catch(() => undefined)
  }
  return (
    <>
      <PageHeader
        title={copy.title}
        description={copy.description}
        action={
          open.length > 1 &&
          !queue.tried && (
            <Button variant="primary" busy={start.isPending} onClick={() => go(open[0], true)}>
              {copy.connectAll(open.length)}
            </Button>
          )
        }
      />
      <ConnectionTabs />
      {queue.tried && data && (
        <Round
          left={open.filter(({ connectionId }) => !queue.tried?.includes(connectionId))}
          busy={start.isPending}
          onNext={(connection) => go(connection, true)}
          onStop={queue.stop}
        />
      )}
      {start.error && <ErrorNotice error={start.error} />}
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {!data && !error && <ConnectionSkeleton />}
      {data && (
        <Card>
          {data.length === 0 ? (
            <EmptyState icon={Plug} title={copy.empty.title}>
              {copy.empty.text}
            </EmptyState>
          ) : (
            <>
              <h2 className="sr-only">{copy.title}</h2>
              <ul className="divide-y divide-border">
                {data.map((connection) => (
                  <ConnectionItem
                    key={connection.connectionId}
                    connection={connection}
                    busy={start.isPending && start.variables === connection.connectionId}
                    onConnect={() => go(connection, false)}
                  />
                ))}
              </ul>
            </>
          )}
        </Card>
      )}
    </>
  )
}

/** One after the other, each with its own consent; one that was refused is not asked for again in the same round. */
function Round({
  left,
  busy,
  onNext,
  onStop,
}: {
  left: readonly Connection[]
  busy: boolean
  onNext: (connection: Connection) => void
  onStop: () => void
}) {
  const [next] = left
  if (!next)
    return (
      <Notice tone="success" title={copy.allDoneTitle}>
        <div>
          <Button size="sm" onClick={onStop}>
            {copy.allDone}
          </Button>
        </div>
      </Notice>
    )
  const targets = next.targets.map(({ name }) => name).join(', ')
  return (
    <Notice title={copy.allTitle(left.length)}>
      <p className="wrap-anywhere">{copy.allText(`${targets} ${copy.at(next.gatewayName ?? next.workloadName)}`)}</p>
      <div className="flex flex-wrap gap-2">
        <Button size="sm" variant="primary" busy={busy} onClick={() => onNext(next)}>
          {copy.allNext(next.providerName)}
        </Button>
        <Button size="sm" onClick={onStop}>
          {copy.allStop}
        </Button>
      </div>
    </Notice>
  )
}
