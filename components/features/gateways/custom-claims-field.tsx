import { Plus, Trash2 } from 'lucide-react'
import { useFieldArray, useFormContext } from 'react-hook-form'
import { Button } from '../../ui/button.tsx'
import { Fieldset } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { Select } from '../../ui/select.tsx'
import { gatewayCopy } from './gateway-copy.ts'
import type { ClaimMatch, GatewayFormValues } from './gateway-form-model.ts'

const matches: readonly (readonly [ClaimMatch, string])[] = [
  ['equals', 'is'],
  ['contains', 'contains'],
  ['contains-any', 'contains any of'],
]

/** Rows of claim, comparison and value; which value type and operator AgentCore wants follows from the comparison. */
export function CustomClaimsField() {
  const { control, register, formState } = useFormContext<GatewayFormValues>()
  const { fields, append, remove } = useFieldArray({ control, name: 'customClaims' })
  const fault = formState.errors.customClaims
  return (
    <Fieldset legend="Custom claims" hint={gatewayCopy.customClaims}>
      {fields.map((field, index) => (
        <div key={field.id} className="grid gap-2 sm:grid-cols-[1fr_9rem_1fr_auto]">
          <Input
            aria-label={`Claim ${index + 1}`}
            placeholder="groups"
            mono
            {...register(`customClaims.${index}.name`)}
          />
          <Select aria-label={`Comparison ${index + 1}`} {...register(`customClaims.${index}.match`)}>
            {matches.map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
          <Input aria-label={`Value ${index + 1}`} mono {...register(`customClaims.${index}.value`)} />
          <Button variant="ghost" size="icon" aria-label={`Remove claim ${index + 1}`} onClick={() => remove(index)}>
            <Trash2 aria-hidden />
          </Button>
        </div>
      ))}
      {fault && (
        <p role="alert" className="text-danger-foreground">
          {fault.message ?? fault.root?.message}
        </p>
      )}
      <Button size="sm" className="justify-self-start" onClick={() => append({ name: '', match: 'equals', value: '' })}>
        <Plus aria-hidden />
        Add claim
      </Button>
    </Fieldset>
  )
}
