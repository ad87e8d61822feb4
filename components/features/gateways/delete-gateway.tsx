'use client'

import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useDeleteGateway } from '../../../lib/console/queries/gateway-queries.ts'
import { targetListQuery } from '../../../lib/console/queries/target-queries.ts'
import { routes } from '../../../lib/console/routes.ts'
import type { Gateway } from '../../../lib/contracts/gateways.ts'
import { ConfirmDialog } from '../../patterns/confirm-dialog.tsx'
import { Button } from '../../ui/button.tsx'
import { useToast } from '../../ui/toast.tsx'
import { gatewayCopy } from './gateway-copy.ts'

const copy = gatewayCopy.deletion

/** Off while there are targets, as the API refuses it then; the reason stands beside the button. */
export function DeleteGateway({ gateway }: { gateway: Gateway }) {
  const router = useRouter()
  const toast = useToast()
  const remove = useDeleteGateway()
  const [open, setOpen] = useState(false)
  const targets = useQuery(targetListQuery(gateway.gatewayId))
  const isBlocked = targets.data === undefined || targets.data.length > 0
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      <p id="delete-gateway-reason" className="text-muted-foreground">
        {isBlocked ? copy.blocked(targets.data?.length) : copy.hint}
      </p>
      <Button
        variant="destructive"
        disabled={isBlocked}
        aria-describedby="delete-gateway-reason"
        onClick={() => setOpen(true)}
      >
        {copy.action}
      </Button>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={copy.title(gateway.name)}
        confirmLabel={copy.action}
        typedName={gateway.name}
        consequences={
          <ul className="list-disc pl-5">
            {copy.consequences.map((consequence) => (
              <li key={consequence}>{consequence}</li>
            ))}
          </ul>
        }
        onConfirm={async () => {
          await remove.mutateAsync(gateway.gatewayId)
          toast(copy.deleted)
          router.push(routes.gateways())
        }}
      />
    </div>
  )
}
