'use client'

import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useDeleteGateway } from '../../../lib/console/queries/gateway-queries.ts'
import { targetListQuery } from '../../../lib/console/queries/target-queries.ts'
import { routes } from '../../../lib/console/routes.ts'
import type { Gateway } from '../../../lib/contracts/gateways.ts'
import { ConfirmButton } from '../../patterns/confirm-dialog.tsx'
import { useToast } from '../../ui/toast.tsx'
import { gatewayCopy } from './gateway-copy.ts'

const copy = gatewayCopy.deletion

/** Off while there are targets, as the API refuses it then; the reason stands beside the button. */
export function DeleteGateway({ gateway }: { gateway: Gateway }) {
  const router = useRouter()
  const toast = useToast()
  const remove = useDeleteGateway()
  const targets = useQuery(targetListQuery(gateway.gatewayId))
  const isBlocked = targets.data === undefined || targets.data.length > 0
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      <p id="delete-gateway-reason" className="text-muted-foreground">
        {isBlocked ? copy.blocked(targets.data?.length) : copy.hint}
      </p>
      <ConfirmButton
        look={{ disabled: isBlocked, 'aria-describedby': 'delete-gateway-reason' }}
        title={copy.title(gateway.name)}
        confirmLabel={copy.action}
        typedName={gateway.name}
        consequences={copy.consequences}
        onConfirm={async () => {
          await remove.mutateAsync(gateway.gatewayId)
          toast(copy.deleted)
          router.push(routes.gateways())
        }}
      />
    </div>
  )
}
