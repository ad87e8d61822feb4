'use client'

import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useForm } from 'react-hook-form'
import {
  callbackUrlQuery,
  useCreateOauthClient,
  useUpdateOauthClient,
} from '../../../lib/console/queries/oauth-client-queries.ts'
import { routes } from '../../../lib/console/routes.ts'
import { fieldFor, wireResolver } from '../../../lib/console/wire-form.ts'
import type { CredentialProvider } from '../../../lib/contracts/credential-providers.ts'
import { CopyField } from '../../patterns/copy-field.tsx'
import { ErrorNotice } from '../../patterns/error-notice.tsx'
import { FormShell } from '../../patterns/form-shell.tsx'
import { Card } from '../../ui/card.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { useToast } from '../../ui/toast.tsx'
import { oauthClientCopy as copy } from './oauth-client-copy.ts'
import { OauthClientFields } from './oauth-client-fields.tsx'
import {
  emptyOauthClient,
  newOauthClientWireForm,
  type OauthClientFormValues,
  oauthClientValues,
  oauthClientWireForm,
  toOauthClientInput,
} from './oauth-client-form-model.ts'

/** The callback URL comes before any question: nobody has a client ID before having registered it. */
export function NewOauthClient() {
  const callback = useQuery(callbackUrlQuery())
  return (
    <div className="grid max-w-2xl gap-6">
      <Card className="p-4 sm:p-6">
        {callback.data ? (
          <CopyField label={copy.callbackUrl} value={callback.data.callbackUrl} hint={copy.callbackHint} />
        ) : callback.error ? (
          <ErrorNotice error={callback.error} onRetry={() => void callback.refetch()} />
        ) : (
          <div role="status" aria-busy aria-label="Reserving a callback URL">
            <Skeleton className="h-19" />
          </div>
        )}
      </Card>
      <Card className="p-4 sm:p-6">
        <NewOauthClientForm callbackUrl={callback.data?.callbackUrl} />
      </Card>
    </div>
  )
}

function NewOauthClientForm({ callbackUrl }: { callbackUrl: string | undefined }) {
  const router = useRouter()
  const create = useCreateOauthClient()
  const wire = newOauthClientWireForm(callbackUrl)
  const form = useForm<OauthClientFormValues>({ defaultValues: emptyOauthClient, resolver: wireResolver(wire) })
  return (
    <FormShell
      form={form}
      submitLabel={copy.list.add}
      cancelHref={routes.oauthClients()}
      fieldOf={(member) => fieldFor(wire, member)}
      onSubmit={async (values) => {
        const client = await create.mutateAsync({ ...toOauthClientInput(values), callbackUrl })
        router.push(routes.oauthClient(client.name))
      }}
    >
      <OauthClientFields />
    </FormShell>
  )
}

export function EditOauthClientForm({ provider, onSaved }: { provider: CredentialProvider; onSaved: () => void }) {
  const toast = useToast()
  const update = useUpdateOauthClient()
  const wire = oauthClientWireForm(provider)
  const form = useForm<OauthClientFormValues>({
    defaultValues: oauthClientValues(provider),
    resolver: wireResolver(wire),
  })
  return (
    <FormShell
      form={form}
      submitLabel={copy.edit.submit}
      fieldOf={(member) => fieldFor(wire, member)}
      onSubmit={async (values) => {
        await update.mutateAsync(toOauthClientInput(values, provider))
        toast(copy.edit.saved)
        onSaved()
      }}
    >
      <OauthClientFields stored />
    </FormShell>
  )
}
