'use client'

import { useQuery } from '@tanstack/react-query'
import { Laptop } from 'lucide-react'
import { useState } from 'react'
import { mcpClientListQuery, useDeleteMcpClient } from '../../../lib/console/queries/mcp-client-queries.ts'
import type { McpClient } from '../../../lib/contracts/mcp-clients.ts'
import { visibleText } from '../../../lib/kernel/visible-text.ts'
import { ConfirmDialog } from '../../patterns/confirm-dialog.tsx'
import { EmptyState } from '../../patterns/empty-state.tsx'
import { ResourceTable, type Column } from '../../patterns/resource-table.tsx'
import { RowMenu } from '../../patterns/row-menu.tsx'
import { Time } from '../../patterns/time.tsx'
import { VisibleText } from '../../patterns/visible-text.tsx'
import { Card } from '../../ui/card.tsx'
import { MenuItem } from '../../ui/menu.tsx'
import { useToast } from '../../ui/toast.tsx'
import { clientKindLabel, mcpClientCopy as copy } from './mcp-client-copy.ts'

const columnsWith = (onDelete: (client: McpClient) => void): readonly Column<McpClient>[] => [
  {
    id: 'name',
    header: 'Name',
    isName: true,
    cell: (client) => (
      <span className="grid gap-0.5">
        <VisibleText text={client.clientName} className="break-all" />
        <code className="font-mono text-xs font-normal break-all text-muted-foreground">{client.clientId}</code>
      </span>
    ),
  },
  { id: 'kind', header: 'How', cell: (client) => clientKindLabel[client.kind] },
  {
    id: 'used',
    header: 'Last allowed',
    cell: (client) => (client.lastUsedAt === undefined ? 'Never' : <Time at={client.lastUsedAt} />),
  },
  {
    id: 'actions',
    header: 'Actions',
    isAction: true,
    cell: (client) => (
      <RowMenu label={copy.actions(visibleText(client.clientName))}>
        <MenuItem destructive onSelect={() => onDelete(client)}>
          {copy.remove}
        </MenuItem>
      </RowMenu>
    ),
  },
]

export function ClientTable({ mayChange }: { mayChange: boolean }) {
  const { data, isPending, error, refetch } = useQuery(mcpClientListQuery())
  const toast = useToast()
  const remove = useDeleteMcpClient()
  const [chosen, setChosen] = useState<McpClient>()
  return (
    <Card>
      <ResourceTable
        caption={copy.title}
        columns={columnsWith(setChosen).filter(({ isAction }) => mayChange || !isAction)}
        rows={data}
        getRowId={(client) => client.clientId}
        isPending={isPending}
        error={error}
        onRetry={() => void refetch()}
        empty={
          <EmptyState icon={Laptop} title={copy.empty.title}>
            {copy.empty.description}
          </EmptyState>
        }
      />
      <ConfirmDialog
        open={chosen !== undefined}
        onOpenChange={(open) => !open && setChosen(undefined)}
        title={copy.removeTitle(visibleText(chosen?.clientName ?? ''))}
        confirmLabel={copy.remove}
        consequences={copy.removeConsequences}
        onConfirm={async () => {
          if (chosen) await remove.mutateAsync(chosen.clientId)
          toast(copy.removed)
        }}
      />
    </Card>
  )
}
