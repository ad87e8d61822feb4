'use client'

import { useFormContext } from 'react-hook-form'
import { CheckboxField, SelectField, TextareaField, TextField } from '../../patterns/form-fields.tsx'
import type { ProviderValues } from './provider-form-model.ts'
import { signInProviderCopy as copy } from './sign-in-provider-copy.ts'

/** What can be said of a provider when it is added and afterwards alike. */
export function ProviderFields({ secretHint }: { secretHint: string }) {
  const kind = useFormContext<ProviderValues>().watch('kind')
  return (
    <>
      <TextField name="clientId" label={copy.clientId} />
      <TextField name="clientSecret" label={copy.clientSecret} hint={secretHint} type="password" />
      <TextField name="scopes" label={copy.scopes} hint={copy.scopesHint[kind]} optional />
      <SelectField name="whoMayJoin" label={copy.whoMayJoin}>
        {(['invited', 'anybody'] as const).map((value) => (
          <option key={value} value={value}>
            {copy.who[value]}
          </option>
        ))}
      </SelectField>
      {kind !== 'github' && (
        <>
          <TextField name="groupClaim" label={copy.groupClaim} hint={copy.groupClaimHint} optional />
          <TextareaField name="groups" label={copy.groups} hint={copy.groupsHint} optional mono rows={3} />
          <CheckboxField name="bindsCallers" label={copy.binds} hint={copy.bindsHint} />
        </>
      )}
    </>
  )
}
