'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { type TargetAddress, useDeleteTarget } from '../../../lib/console/queries/target-queries.ts'
import { routes } from '../../../lib/console/routes.ts'
import { ConfirmDialog } from '../../patterns/confirm-dialog.tsx'
import { Button } from '../../ui/button.tsx'
import { Section } from '../../ui/card.tsx'
import { useToast } from '../../ui/toast.tsx'
import { targetCopy } from './target-copy.ts'

const copy = targetCopy.deletion

export function DeleteTarget({ address, name, tools }: { address: TargetAddress; name: string; tools: number }) {
  const router = useRouter()
  const toast = useToast()
  const remove = useDeleteTarget()
  const [open, setOpen] = useState(false)
  return (
    <Section title={copy.heading}>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="text-muted-foreground">{copy.hint}</p>
        <Button variant="destructive" onClick={() => setOpen(true)}>
          {copy.action}
        </Button>
      </div>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={copy.title(name)}
        confirmLabel={copy.action}
        consequences={
          <ul className="list-disc pl-5">
            {copy.consequences(tools).map((consequence) => (
              <li key={consequence}>{consequence}</li>
            ))}
          </ul>
        }
        onConfirm={async () => {
          await remove.mutateAsync(address)
          toast(copy.deleted)
          router.push(routes.gateway(address.gatewayId))
        }}
      />
    </Section>
  )
}
