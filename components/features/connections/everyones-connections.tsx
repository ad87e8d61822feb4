'use client'

import { useInfiniteQuery } from '@tanstack/react-query'
import { Plug } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useMemo, useState } from 'react'
import { type ConnectionFilter, connectionsQuery } from '../../../lib/console/queries/connection-queries.ts'
import { routes } from '../../../lib/console/routes.ts'
import type { OwnedConnection } from '../../../lib/contracts/connections.ts'
import { EmptyState } from '../../patterns/empty-state.tsx'
import { MachineHint } from '../../patterns/machine-badge.tsx'
import { useMay } from '../../patterns/person-context.tsx'
import { type Column, ResourceTable } from '../../patterns/resource-table.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { everyonesCopy as copy } from './connection-copy.ts'
import { everyonesColumns, ownerName } from './everyones-columns.tsx'
import { EveryonesFilters } from './everyones-filters.tsx'
import { RevokeBar } from './revoke-bar.tsx'

const addressOf = (filter: ConnectionFilter): string => {
  const set = Object.entries(filter).filter(([, value]) => value !== undefined)
  const search = new URLSearchParams(set)
  return search.size > 0 ? `${routes.everyonesConnections()}?${search}` : routes.everyonesConnections()
}

const canEnd = ({ status }: OwnedConnection): boolean => ['active', 'expiring', 'needs-sign-in'].includes(status)

/** The filter lives in the address: it survives reload and can be shared. */
export function EveryonesConnections({ filter }: { filter: ConnectionFilter }) {
  const router = useRouter()
  const mayEnd = useMay('connections.end')
  const [cleared, setCleared] = useState(0)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const list = useInfiniteQuery(connectionsQuery(filter))
  const rows = list.data?.pages.flatMap((page) => page.items)
  const endable = rows?.filter(canEnd) ?? []
  // What was chosen and is no longer shown must not be ended unseen.
  const selected = endable.filter(({ connectionId }) => chosen.has(connectionId))
  const show = (next: ConnectionFilter) => router.replace(addressOf(next), { scroll: false })

  const columns = useMemo((): readonly Column<OwnedConnection>[] => {
    if (!mayEnd) return everyonesColumns
    const toggle = (id: string) =>
      setChosen((before) => {
        const next = new Set(before)
        if (!next.delete(id)) next.add(id)
        return next
      })
    const cell = (connection: OwnedConnection) =>
      canEnd(connection) && (
        <input
          type="checkbox"
          className="size-6 cursor-pointer accent-primary md:size-4"
          aria-label={copy.select(`${ownerName(connection)}, ${connection.providerName}`)}
          checked={chosen.has(connection.connectionId)}
          onChange={() => toggle(connection.connectionId)}
        />
      )
    return [{ id: 'select', header: 'Selection', isAction: true, cell }, ...everyonesColumns]
  }, [mayEnd, chosen])

  return (
    <>
      <EveryonesFilters key={cleared} filter={filter} onChange={show} />
      <Card>
        {mayEnd && endable.length > 0 && (
          <RevokeBar
            selected={selected}
            isAll={selected.length === endable.length}
            onAll={(all) => setChosen(new Set(all ? endable.map(({ connectionId }) => connectionId) : []))}
            onDone={() => setChosen(new Set())}
          />
        )}
        {rows?.some(({ owner }) => owner.isMachine) && (
          <div className="border-b border-border px-4 py-3 sm:px-5">
            <MachineHint />
          </div>
        )}
        <ResourceTable
          caption={copy.title}
          columns={columns}
          rows={rows}
          getRowId={({ connectionId }) => connectionId}
          isPending={list.isPending}
          error={list.error}
          onRetry={() => void list.refetch()}
          pagination={{
            hasMore: list.hasNextPage,
            isLoadingMore: list.isFetchingNextPage,
            onMore: () => void list.fetchNextPage(),
          }}
          empty={
            Object.values(filter).some(Boolean) ? (
              <EmptyState
                icon={Plug}
                title={copy.noMatch.title}
                action={
                  <Button
                    onClick={() => {
                      show({})
                      setCleared((count) => count + 1)
                    }}
                  >
                    {copy.noMatch.clear}
                  </Button>
                }
              >
                {copy.noMatch.text}
              </EmptyState>
            ) : (
              <EmptyState icon={Plug} title={copy.empty.title}>
                {copy.empty.text}
              </EmptyState>
            )
          }
        />
      </Card>
    </>
  )
}
