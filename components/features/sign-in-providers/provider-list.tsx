'use client'

import { useQuery } from '@tanstack/react-query'
import { LogIn } from 'lucide-react'
import { useState } from 'react'
import {
  signInProvidersQuery,
  useDeleteSignInProvider,
  useUpdateSignInProvider,
} from '../../../lib/console/queries/sign-in-queries.ts'
import type { SignInProvider } from '../../../lib/contracts/sign-in.ts'
import { visibleText } from '../../../lib/kernel/visible-text.ts'
import { ConfirmDialog } from '../../patterns/confirm-dialog.tsx'
import { EmptyState } from '../../patterns/empty-state.tsx'
import { ErrorNotice } from '../../patterns/error-notice.tsx'
import { ResourceTable, type Column } from '../../patterns/resource-table.tsx'
import { RowMenu } from '../../patterns/row-menu.tsx'
import { VisibleText } from '../../patterns/visible-text.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Card } from '../../ui/card.tsx'
import { MenuItem } from '../../ui/menu.tsx'
import { useToast } from '../../ui/toast.tsx'
import { signInProviderCopy as copy } from './sign-in-provider-copy.ts'

const columnsWith = (
  onSwitch: (provider: SignInProvider) => void,
  onDelete: (provider: SignInProvider) => void,
): readonly Column<SignInProvider>[] => [
  {
    id: 'name',
    header: 'Name',
    isName: true,
    cell: ({ name, issuer, enabled }) => (
      <span className="grid gap-0.5">
        <span className="flex flex-wrap items-center gap-2">
          <VisibleText text={name} className="break-all" />
          {!enabled && <Badge>{copy.off}</Badge>}
        </span>
        <code className="font-mono text-xs font-normal break-all text-muted-foreground">{issuer}</code>
      </span>
    ),
  },
  { id: 'kind', header: copy.kind, cell: ({ kind }) => copy.kinds[kind] },
  { id: 'who', header: copy.whoMayJoin, cell: ({ whoMayJoin }) => copy.who[whoMayJoin] },
  {
    id: 'actions',
    header: 'Actions',
    isAction: true,
    cell: (provider) => (
      <RowMenu label={copy.actions(visibleText(provider.name))}>
        <MenuItem onSelect={() => onSwitch(provider)}>{provider.enabled ? copy.turnOff : copy.turnOn}</MenuItem>
        <MenuItem destructive onSelect={() => onDelete(provider)}>
          {copy.remove}
        </MenuItem>
      </RowMenu>
    ),
  },
]

export function ProviderList() {
  const { data, isPending, error, refetch } = useQuery(signInProvidersQuery())
  const toast = useToast()
  const remove = useDeleteSignInProvider()
  const update = useUpdateSignInProvider()
  const [chosen, setChosen] = useState<SignInProvider>()
  const turn = ({ kind: _, issuer: __, callbackUrl: ___, ...provider }: SignInProvider) =>
    update.mutate({ ...provider, enabled: !provider.enabled })
  return (
    <Card>
      {update.error && <ErrorNotice error={update.error} />}
      <ResourceTable
        caption={copy.title}
        columns={columnsWith(turn, setChosen)}
        rows={data}
        getRowId={({ id }) => id}
        isPending={isPending}
        error={error}
        onRetry={() => void refetch()}
        empty={
          <EmptyState icon={LogIn} title={copy.none}>
            {copy.noneText}
          </EmptyState>
        }
      />
      <ConfirmDialog
        open={chosen !== undefined}
        onOpenChange={(open) => !open && setChosen(undefined)}
        title={copy.removeTitle(visibleText(chosen?.name ?? ''))}
        confirmLabel={copy.remove}
        consequences={
          <ul className="list-disc pl-5">
            {copy.removeConsequences.map((consequence) => (
              <li key={consequence}>{consequence}</li>
            ))}
          </ul>
        }
        onConfirm={async () => {
          if (chosen) await remove.mutateAsync(chosen.id)
          toast(copy.removed)
        }}
      />
    </Card>
  )
}
