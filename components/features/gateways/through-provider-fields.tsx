import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useFormContext } from 'react-hook-form'
import { signInProvidersQuery } from '../../../lib/console/queries/sign-in-queries.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorNotice } from '../../patterns/error-notice.tsx'
import { SelectField } from '../../patterns/form-fields.tsx'
import { Notice } from '../../patterns/notice.tsx'
import { NewProviderFields } from './new-provider-fields.tsx'
import { throughCopy as copy } from './through-copy.ts'
import type { GatewayFormValues } from './gateway-form-model.ts'

/** Which provider's people come in: one that is set up, or one that is added here. */
export function ThroughProviderFields({ publicUrl }: { publicUrl: string }) {
  const { watch, setValue } = useFormContext<GatewayFormValues>()
  const { data: providers, error, refetch } = useQuery(signInProvidersQuery())
  const [isAdding, setAdding] = useState(false)
  const [chosen, issuer] = watch(['signInProvider', 'providerIssuer'])
  if (error && !providers) return <ErrorNotice error={error} onRetry={() => void refetch()} />
  if (!providers) return null
  const isOpen = isAdding || providers.length === 0 || (issuer !== '' && chosen === '')
  const provider = providers.find(({ id }) => id === chosen)
  return (
    <div className="grid gap-5 border-l-2 border-border pl-4">
      {providers.length > 0 && (
        <SelectField name="signInProvider" label={copy.provider} hint={copy.providerHint}>
          <option value="">{copy.choose}</option>
          {providers.map(({ id, name, issuer: of }) => (
            <option key={id} value={id}>
              {copy.option(name, of)}
            </option>
          ))}
          {chosen !== '' && !provider && <option value={chosen}>{copy.gone(chosen)}</option>}
        </SelectField>
      )}
      {provider && !provider.enabled && <Notice tone="warning">{copy.off(provider.name)}</Notice>}
      {isOpen ? (
        <NewProviderFields
          publicUrl={publicUrl}
          issuer={issuer}
          taken={providers.map(({ id }) => id)}
          onAdded={(id) => {
            setValue('providerIssuer', '')
            setValue('signInProvider', id, { shouldDirty: true, shouldValidate: true })
            setAdding(false)
          }}
        />
      ) : (
        <Button className="w-fit" onClick={() => setAdding(true)}>
          {copy.add}
        </Button>
      )}
    </div>
  )
}
