'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { clientGrantListQuery, useRevokeClientGrant } from '../../../lib/console/queries/mcp-client-queries.ts'
import type { ClientGrant } from '../../../lib/contracts/mcp-clients.ts'
import { visibleText } from '../../../lib/kernel/visible-text.ts'
import { ConfirmDialog } from '../../patterns/confirm-dialog.tsx'
import { ErrorNotice } from '../../patterns/error-notice.tsx'
import { useMay, usePerson } from '../../patterns/person-context.tsx'
import { Time } from '../../patterns/time.tsx'
import { VisibleText } from '../../patterns/visible-text.tsx'
import { Button } from '../../ui/button.tsx'
import { Section } from '../../ui/card.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { useToast } from '../../ui/toast.tsx'
import { clientAccessCopy as copy } from './mcp-client-copy.ts'

/** Clients that the person is signed in to, or with `everyones` those of all people, and the way to end it (AS-15). */
export function ClientAccess({ everyones = false }: { everyones?: boolean }) {
  const { data, error, refetch } = useQuery(clientGrantListQuery())
  const { userId } = usePerson()
  const endsAll = useMay('connections.end')
  const revoke = useRevokeClientGrant()
  const toast = useToast()
  const [chosen, setChosen] = useState<ClientGrant>()
  const grants = data?.filter((grant) => everyones || grant.userId === userId)
  return (
    <Section
      title={everyones ? copy.everyones : copy.mine}
      description={everyones ? copy.everyonesText : copy.mineText}
    >
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {!grants && !error && <Skeleton className="h-16" />}
      {grants?.length === 0 && <p className="text-muted-foreground">{copy.empty}</p>}
      <ul className="divide-y divide-border">
        {grants?.map((grant) => (
          <GrantRow
            key={grant.grantId}
            grant={grant}
            named={everyones}
            onEnd={endsAll || grant.userId === userId ? () => setChosen(grant) : undefined}
          />
        ))}
      </ul>
      <ConfirmDialog
        open={chosen !== undefined}
        onOpenChange={(open) => !open && setChosen(undefined)}
        title={copy.endTitle(visibleText(chosen?.clientName ?? ''))}
        confirmLabel={copy.end}
        consequences={copy.consequences}
        onConfirm={async () => {
          if (chosen) await revoke.mutateAsync(chosen.grantId)
          toast(copy.ended)
        }}
      />
    </Section>
  )
}

function GrantRow({ grant, named, onEnd }: { grant: ClientGrant; named: boolean; onEnd: (() => void) | undefined }) {
  const { clientName, email, gatewayNames, createdAt } = grant
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 py-3 first:pt-0 last:pb-0">
      <div className="grid min-w-0 gap-0.5">
        <VisibleText text={clientName} className="font-medium break-all" />
        {named && <VisibleText text={email} className="break-all" />}
        <span className="wrap-anywhere text-muted-foreground">
          {gatewayNames.length > 0 && `${copy.at}: ${gatewayNames.join(', ')}. `}
          {copy.allowed} <Time at={createdAt} />
        </span>
      </div>
      {onEnd && (
        <Button
          size="sm"
          onClick={onEnd}
          aria-label={copy.endLabel(visibleText(clientName), named ? email : undefined)}
        >
          {copy.end}
        </Button>
      )}
    </li>
  )
}
