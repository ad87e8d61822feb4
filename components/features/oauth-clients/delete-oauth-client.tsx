'use client'

import { useRouter } from 'next/navigation'
import { useDeleteOauthClient } from '../../../lib/console/queries/oauth-client-queries.ts'
import { routes } from '../../../lib/console/routes.ts'
import { ConfirmButton } from '../../patterns/confirm-dialog.tsx'
import { Section } from '../../ui/card.tsx'
import { useToast } from '../../ui/toast.tsx'
import { oauthClientCopy } from './oauth-client-copy.ts'

const copy = oauthClientCopy.deletion

/** The API refuses while targets use it and names them; the dialog shows that. */
export function DeleteOauthClient({ name }: { name: string }) {
  const router = useRouter()
  const toast = useToast()
  const remove = useDeleteOauthClient()
  return (
    <Section title={copy.heading}>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="text-muted-foreground">{copy.hint}</p>
        <ConfirmButton
          title={copy.title(name)}
          confirmLabel={copy.action}
          consequences={copy.consequences}
          onConfirm={async () => {
            await remove.mutateAsync(name)
            toast(copy.deleted)
            router.push(routes.oauthClients())
          }}
        />
      </div>
    </Section>
  )
}
