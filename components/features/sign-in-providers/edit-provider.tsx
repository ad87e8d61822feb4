'use client'

import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useForm } from 'react-hook-form'
import { signInProvidersQuery, useUpdateSignInProvider } from '../../../lib/console/queries/sign-in-queries.ts'
import { routes } from '../../../lib/console/routes.ts'
import { fieldFor, wireResolver } from '../../../lib/console/wire-form.ts'
import type { SignInProvider } from '../../../lib/contracts/sign-in.ts'
import { visibleText } from '../../../lib/kernel/visible-text.ts'
import { CopyField } from '../../patterns/copy-field.tsx'
import { DetailList } from '../../patterns/detail-list.tsx'
import { ErrorNotice } from '../../patterns/error-notice.tsx'
import { TextField } from '../../patterns/form-fields.tsx'
import { FormShell } from '../../patterns/form-shell.tsx'
import { Notice } from '../../patterns/notice.tsx'
import { PageHeader } from '../../patterns/page-header.tsx'
import { PageSkeleton } from '../../patterns/page-skeleton.tsx'
import { VisibleText } from '../../patterns/visible-text.tsx'
import { Card } from '../../ui/card.tsx'
import { useToast } from '../../ui/toast.tsx'
import { ProviderFields } from './provider-fields.tsx'
import { providerForm, providerValues, toProviderChange, type ProviderValues } from './provider-form-model.ts'
import { signInProviderCopy as copy } from './sign-in-provider-copy.ts'

export function EditProvider({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(signInProvidersQuery())
  const provider = data?.find((known) => known.id === id)
  if (!provider) return error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : <PageSkeleton />
  const name = visibleText(provider.name)
  return (
    <>
      <PageHeader
        parent={{ href: routes.signInProviders(), label: copy.title }}
        title={provider.setByFile === undefined ? copy.editTitle(name) : name}
      />
      <Card className="grid max-w-2xl gap-6 p-4 sm:p-6">
        <Fixed provider={provider} />
        {provider.setByFile === undefined ? (
          <ProviderForm provider={provider} />
        ) : (
          <Notice tone="info" title={copy.setByFile}>
            <p className="wrap-anywhere">{copy.setByFileText(provider.setByFile)}</p>
          </Notice>
        )}
      </Card>
    </>
  )
}

function Fixed({ provider: { id, kind, issuer, callbackUrl, setByFile } }: { provider: SignInProvider }) {
  return (
    <div className="grid gap-4">
      <DetailList
        items={[
          { term: copy.kind, value: copy.kinds[kind] },
          { term: copy.issuer, value: <VisibleText text={issuer} className="break-all" /> },
          { term: copy.id, value: <code className="font-mono">{id}</code> },
        ]}
      />
      {setByFile === undefined && <p className="text-muted-foreground">{copy.fixed}</p>}
      <CopyField label={copy.callback} value={callbackUrl} />
    </div>
  )
}

function ProviderForm({ provider }: { provider: SignInProvider }) {
  const update = useUpdateSignInProvider()
  const router = useRouter()
  const toast = useToast()
  const wire = providerForm(provider)
  const form = useForm<ProviderValues>({ defaultValues: providerValues(provider), resolver: wireResolver(wire) })
  return (
    <FormShell
      form={form}
      submitLabel={copy.save}
      cancelHref={routes.signInProviders()}
      fieldOf={(member) => fieldFor(wire, member)}
      onSubmit={async (values) => {
        await update.mutateAsync(toProviderChange(values, provider.enabled))
        toast(copy.saved)
        router.push(routes.signInProviders())
      }}
    >
      <TextField name="name" label={copy.name} />
      <ProviderFields secretHint={copy.keepSecret} />
    </FormShell>
  )
}
