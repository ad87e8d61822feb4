import { useState, type KeyboardEvent } from 'react'
import { FormProvider, useForm } from 'react-hook-form'
import { ApiError } from '../../../lib/console/api-error.ts'
import { useCreateSignInProvider } from '../../../lib/console/queries/sign-in-queries.ts'
import { fieldFor, wireResolver } from '../../../lib/console/wire-form.ts'
import { CopyField } from '../../patterns/copy-field.tsx'
import { ErrorNotice } from '../../patterns/error-notice.tsx'
import { SelectField, TextField } from '../../patterns/form-fields.tsx'
import { Button } from '../../ui/button.tsx'
import { Fieldset } from '../../ui/field.tsx'
import { callbackUrlOf, emptyProvider, newProviderForm, providerIdFor, toProviderInput } from './new-provider-model.ts'
import { throughCopy as copy } from './through-copy.ts'

export interface NewProviderFieldsProps {
  publicUrl: string
  /** Of an identity provider that was tested a moment ago, or empty. */
  issuer: string
  /** Ids of the providers that there are. */
  taken: readonly string[]
  onAdded(id: string): void
}

/** A form of its own inside the gateway's, so there is no form element: Enter adds the provider and not the gateway. */
export function NewProviderFields({ publicUrl, issuer, taken, onAdded }: NewProviderFieldsProps) {
  const create = useCreateSignInProvider()
  const wire = newProviderForm(taken)
  const form = useForm({ defaultValues: { ...emptyProvider, issuer }, resolver: wireResolver(wire) })
  const [failure, setFailure] = useState<unknown>()
  const add = form.handleSubmit(async (values) => {
    setFailure(undefined)
    try {
      onAdded((await create.mutateAsync(toProviderInput(values, taken))).id)
    } catch (error) {
      const placed = error instanceof ApiError ? error.fieldList.filter(({ name }) => fieldFor(wire, name)) : []
      for (const { name, message } of placed) form.setError(fieldFor(wire, name) ?? 'name', { message })
      setFailure(placed.length > 0 ? undefined : error)
    }
  })
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return
    event.preventDefault()
    void add()
  }
  return (
    <FormProvider {...form}>
      <div onKeyDown={onKeyDown}>
        <Fieldset legend={copy.newLegend} hint={copy.newHint}>
          <TextField name="name" label={copy.name} />
          <TextField name="issuer" label={copy.issuer} hint={copy.issuerHint} type="url" mono />
          <CopyField
            label={copy.callback}
            value={callbackUrlOf(publicUrl, providerIdFor(form.watch('name'), taken))}
            hint={copy.callbackHint}
          />
          <TextField name="clientId" label={copy.clientId} mono />
          <TextField name="clientSecret" label={copy.clientSecret} hint={copy.clientSecretHint} type="password" />
          <SelectField name="whoMayJoin" label={copy.whoMayJoin} hint={copy.whoMayJoinHint}>
            {(['invited', 'anybody'] as const).map((who) => (
              <option key={who} value={who}>
                {copy.who[who]}
              </option>
            ))}
          </SelectField>
          {failure !== undefined && <ErrorNotice error={failure} />}
          <Button className="w-fit" busy={create.isPending} onClick={() => void add()}>
            {copy.submit}
          </Button>
        </Fieldset>
      </div>
    </FormProvider>
  )
}
