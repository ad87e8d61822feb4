'use client'

import { useForm } from 'react-hook-form'
import { useCreateSignInProvider, useTestSignInProvider } from '../../../lib/console/queries/sign-in-queries.ts'
import { fieldFor, wireResolver } from '../../../lib/console/wire-form.ts'
import { signInKinds } from '../../../lib/contracts/sign-in.ts'
import { CopyField } from '../../patterns/copy-field.tsx'
import { ErrorNotice } from '../../patterns/error-notice.tsx'
import { SelectField, TextField } from '../../patterns/form-fields.tsx'
import { FormShell } from '../../patterns/form-shell.tsx'
import { Notice } from '../../patterns/notice.tsx'
import { VisibleText } from '../../patterns/visible-text.tsx'
import { Button } from '../../ui/button.tsx'
import { Section } from '../../ui/card.tsx'
import { useToast } from '../../ui/toast.tsx'
import { ProviderFields } from './provider-fields.tsx'
import { emptyProvider, newProviderForm, toNewProvider, type ProviderValues } from './provider-form-model.ts'
import { signInProviderCopy as copy } from './sign-in-provider-copy.ts'

export function AddProvider({ publicUrl }: { publicUrl: string }) {
  const create = useCreateSignInProvider()
  const toast = useToast()
  const form = useForm<ProviderValues>({ defaultValues: emptyProvider, resolver: wireResolver(newProviderForm) })
  const { kind, id, issuer } = form.watch()
  return (
    <Section title={copy.add} description={copy.addText}>
      <FormShell
        form={form}
        submitLabel={copy.submit}
        fieldOf={(member) => fieldFor(newProviderForm, member)}
        onSubmit={async (values) => {
          await create.mutateAsync(toNewProvider(values))
          form.reset(emptyProvider)
          toast(copy.added)
        }}
      >
        <SelectField name="kind" label={copy.kind}>
          {signInKinds.map((value) => (
            <option key={value} value={value}>
              {copy.kinds[value]}
            </option>
          ))}
        </SelectField>
        <TextField name="name" label={copy.name} />
        <TextField name="id" label={copy.id} hint={copy.idHint} />
        <CopyField label={copy.callback} value={`${publicUrl}/api/auth/callback/${id}`} />
        {kind === 'oidc' && (
          <>
            <TextField name="issuer" label={copy.issuer} hint={copy.issuerHint} />
            <IssuerCheck issuer={issuer.trim()} />
          </>
        )}
        <ProviderFields secretHint={copy.clientSecretHint} />
      </FormShell>
    </Section>
  )
}

/** What was found is about the issuer that was asked, no other. */
function IssuerCheck({ issuer }: { issuer: string }) {
  const { mutate, isPending, data, error, variables } = useTestSignInProvider()
  const isCurrent = variables === issuer && !isPending
  return (
    <div className="grid gap-3">
      <Button className="w-fit" busy={isPending} onClick={() => mutate(issuer)}>
        {copy.test}
      </Button>
      <div role="status" className="empty:hidden">
        {isCurrent && error && <ErrorNotice error={error} />}
        {isCurrent && data?.usable && <Notice tone="success" title={copy.usable(data.issuer)} />}
        {isCurrent && data?.usable === false && (
          <Notice tone="danger" title={copy.unusable}>
            <p className="wrap-anywhere">
              <VisibleText text={data.detail} />
            </p>
          </Notice>
        )}
      </div>
    </div>
  )
}
