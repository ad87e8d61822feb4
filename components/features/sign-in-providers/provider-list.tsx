'use client'

import { useQuery } from '@tanstack/react-query'
import { FileCog, LogIn } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import {
  signInProvidersQuery,
  useDeleteSignInProvider,
  useUpdateSignInProvider,
} from '../../../lib/console/queries/sign-in-queries.ts'
import { routes } from '../../../lib/console/routes.ts'
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
import { MenuItem, MenuLink } from '../../ui/menu.tsx'
import { useToast } from '../../ui/toast.tsx'
import { providerValues, toProviderChange } from './provider-form-model.ts'
import { signInProviderCopy as copy } from './sign-in-provider-copy.ts'

type Act = 'turn on' | 'turn off' | 'remove'

const columnsWith = (onAct: (act: Act, provider: SignInProvider) => void): readonly Column<SignInProvider>[] => [
  {
    id: 'name',
    header: 'Name',
    isName: true,
    cell: ({ id, name, issuer, enabled, setByFile }) => (
      <span className="grid gap-0.5">
        <span className="flex flex-wrap items-center gap-2">
          <Link href={routes.signInProvider(id)} className="text-link break-all hover:underline">
            <VisibleText text={name} />
          </Link>
          {!enabled && <Badge>{copy.off}</Badge>}
          {setByFile !== undefined && <Badge icon={FileCog}>{copy.setByFile}</Badge>}
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
    cell: (provider) =>
      provider.setByFile === undefined && (
        <RowMenu label={copy.actions(visibleText(provider.name))}>
          <MenuLink href={routes.signInProvider(provider.id)}>{copy.edit}</MenuLink>
          <MenuItem onSelect={() => onAct(provider.enabled ? 'turn off' : 'turn on', provider)}>
            {provider.enabled ? copy.turnOff : copy.turnOn}
          </MenuItem>
          <MenuItem destructive onSelect={() => onAct('remove', provider)}>
            {copy.remove}
          </MenuItem>
        </RowMenu>
      ),
  },
]

export function ProviderList() {
  const { data, isPending, error, refetch } = useQuery(signInProvidersQuery())
  const toast = useToast()
  const update = useUpdateSignInProvider()
  const [asked, setAsked] = useState<{ act: Exclude<Act, 'turn on'>; provider: SignInProvider }>()
  const onAct = (act: Act, provider: SignInProvider) => {
    if (act !== 'turn on') return setAsked({ act, provider })
    update.mutate(toProviderChange(providerValues(provider), true), { onSuccess: () => toast(copy.turnedOn) })
  }
  return (
    <Card>
      {update.error && <ErrorNotice error={update.error} />}
      <ResourceTable
        caption={copy.title}
        columns={columnsWith(onAct)}
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
      <ActDialog asked={asked} onClose={() => setAsked(undefined)} />
    </Card>
  )
}

/** Says what will happen before it does. */
function ActDialog({
  asked,
  onClose,
}: {
  asked: { act: 'turn off' | 'remove'; provider: SignInProvider } | undefined
  onClose: () => void
}) {
  const toast = useToast()
  const remove = useDeleteSignInProvider()
  const update = useUpdateSignInProvider()
  const name = visibleText(asked?.provider.name ?? '')
  const isRemoval = asked?.act === 'remove'
  return (
    <ConfirmDialog
      open={asked !== undefined}
      onOpenChange={(open) => !open && onClose()}
      title={isRemoval ? copy.removeTitle(name) : copy.turnOffTitle(name)}
      confirmLabel={isRemoval ? copy.remove : copy.turnOff}
      consequences={isRemoval ? copy.removeConsequences : copy.turnOffConsequences}
      onConfirm={async () => {
        if (!asked) return
        if (isRemoval) await remove.mutateAsync(asked.provider.id)
        else await update.mutateAsync(toProviderChange(providerValues(asked.provider), false))
        toast(isRemoval ? copy.removed : copy.turnedOff)
      }}
    />
  )
}
