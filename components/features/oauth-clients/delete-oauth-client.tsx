'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useDeleteOauthClient } from '../../../lib/console/queries/oauth-client-queries.ts'
import { routes } from '../../../lib/console/routes.ts'
import { ConfirmDialog } from '../../patterns/confirm-dialog.tsx'
import { Button } from '../../ui/button.tsx'
import { Section } from '../../ui/card.tsx'
import { useToast } from '../../ui/toast.tsx'
import { oauthClientCopy } from './oauth-client-copy.ts'

const copy = oauthClientCopy.deletion

/** The API refuses while targets use it and names them; the dialog shows that. */
export function DeleteOauthClient({ name }: { name: string }) {
  const router = useRouter()
  const toast = useToast()
  const remove = useDeleteOauthClient()
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
            {copy.consequences.map((consequence) => (
              <li key={consequence}>{consequence}</li>
            ))}
          </ul>
        }
        onConfirm={async () => {
          await remove.mutateAsync(name)
          toast(copy.deleted)
          router.push(routes.oauthClients())
        }}
      />
    </Section>
  )
}
