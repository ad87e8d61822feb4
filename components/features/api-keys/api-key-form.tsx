import { useQuery } from '@tanstack/react-query'
import { useForm, useFormContext } from 'react-hook-form'
import { useCreateApiKey } from '../../../lib/console/queries/api-key-queries.ts'
import { targetListQuery } from '../../../lib/console/queries/target-queries.ts'
import { fieldFor, wireResolver } from '../../../lib/console/wire-form.ts'
import { ErrorNotice } from '../../patterns/error-notice.tsx'
import { SelectField, TextField } from '../../patterns/form-fields.tsx'
import { FormShell } from '../../patterns/form-shell.tsx'
import { RadioGroupField } from '../../patterns/radio-group-field.tsx'
import { Checkbox } from '../../ui/choice.tsx'
import { Fieldset } from '../../ui/field.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { apiKeyCopy as copy, lifetimes } from './api-key-copy.ts'
import { apiKeyForm, emptyApiKey, toApiKeyInput, type ApiKeyFormValues } from './api-key-form-model.ts'

export interface MadeApiKey {
  name: string
  apiKey: string
}

export function ApiKeyForm({ gatewayId, onMade }: { gatewayId: string; onMade: (made: MadeApiKey) => void }) {
  const wire = apiKeyForm(gatewayId)
  const create = useCreateApiKey()
  const form = useForm<ApiKeyFormValues>({ defaultValues: emptyApiKey, resolver: wireResolver(wire) })
  return (
    <FormShell
      form={form}
      submitLabel={copy.create}
      fieldOf={(member) => fieldFor(wire, member)}
      onSubmit={async (values) => onMade(await create.mutateAsync(toApiKeyInput(gatewayId, values, Date.now())))}
    >
      <TextField name="name" label={copy.name} hint={copy.nameHint} autoFocus />
      <RadioGroupField
        name="reach"
        legend={copy.reach}
        options={[
          { value: 'all', label: copy.all, hint: copy.allHint },
          { value: 'some', label: copy.some, hint: copy.someHint },
        ]}
      />
      {form.watch('reach') === 'some' && <TargetChoice gatewayId={gatewayId} />}
      <SelectField name="days" label={copy.ends} hint={copy.endsHint} className="sm:max-w-xs">
        {lifetimes.map(({ days, label }) => (
          <option key={days} value={days}>
            {label}
          </option>
        ))}
      </SelectField>
    </FormShell>
  )
}

function TargetChoice({ gatewayId }: { gatewayId: string }) {
  const { data, error, refetch } = useQuery(targetListQuery(gatewayId))
  const { register, getFieldState, formState } = useFormContext<ApiKeyFormValues>()
  const fault = getFieldState('targetIds', formState).error
  return (
    <Fieldset legend={copy.targets}>
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton className="h-16" />}
      {data?.length === 0 && <p className="text-muted-foreground">{copy.noTargets}</p>}
      {data?.map(({ targetId, name }) => (
        <Checkbox key={targetId} id={`key-${targetId}`} label={name} value={targetId} {...register('targetIds')} />
      ))}
      {fault && (
        <p role="alert" className="text-danger-foreground">
          {fault.message ?? fault.root?.message}
        </p>
      )}
    </Fieldset>
  )
}
