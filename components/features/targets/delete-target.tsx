'use client'

import { useRouter } from 'next/navigation'
import { type TargetAddress, useDeleteTarget } from '../../../lib/console/queries/target-queries.ts'
import { routes } from '../../../lib/console/routes.ts'
import { ConfirmButton } from '../../patterns/confirm-dialog.tsx'
import { Section } from '../../ui/card.tsx'
import { useToast } from '../../ui/toast.tsx'
import { targetCopy } from './target-copy.ts'

const copy = targetCopy.deletion

export function DeleteTarget({ address, name, tools }: { address: TargetAddress; name: string; tools: number }) {
  const router = useRouter()
  const toast = useToast()
  const remove = useDeleteTarget()
  return (
    <Section title={copy.heading}>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="text-muted-foreground">{copy.hint}</p>
        <ConfirmButton
          title={copy.title(name)}
          confirmLabel={copy.action}
          consequences={copy.consequences(tools)}
          onConfirm={async () => {
            await remove.mutateAsync(address)
            toast(copy.deleted)
            router.push(routes.gateway(address.gatewayId))
          }}
        />
      </div>
    </Section>
  )
}
