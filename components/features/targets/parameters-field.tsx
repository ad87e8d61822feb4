import { Plus, Trash2 } from 'lucide-react'
import { useFieldArray, useFormContext } from 'react-hook-form'
import { Button } from '../../ui/button.tsx'
import { Fieldset } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { targetCopy } from './target-copy.ts'
import type { TargetFormValues } from './target-form-model.ts'

/** AgentCore's customParameters, as rows. Empty rows are not sent. */
export function ParametersField() {
  const { control, register, formState } = useFormContext<TargetFormValues>()
  const { fields, append, remove } = useFieldArray({ control, name: 'parameters' })
  const fault = formState.errors.parameters
  return (
    <Fieldset legend="Additional parameters" hint={targetCopy.form.parameters}>
      {fields.map((field, index) => (
        <div key={field.id} className="grid grid-cols-[1fr_auto] gap-2 sm:grid-cols-[1fr_2fr_auto]">
          <Input
            aria-label={`Parameter ${index + 1}`}
            className="max-sm:col-span-2"
            placeholder="audience"
            mono
            spellCheck={false}
            autoComplete="off"
            {...register(`parameters.${index}.name`)}
          />
          <Input
            aria-label={`Value ${index + 1}`}
            placeholder="https://api.example.com"
            mono
            spellCheck={false}
            autoComplete="off"
            {...register(`parameters.${index}.value`)}
          />
          <Button
            variant="ghost"
            size="icon"
            aria-label={`Remove parameter ${index + 1}`}
            onClick={() => remove(index)}
          >
            <Trash2 aria-hidden />
          </Button>
        </div>
      ))}
      {fault && (
        <p role="alert" className="text-danger-foreground">
          {fault.message ?? fault.root?.message}
        </p>
      )}
      <Button size="sm" className="justify-self-start" onClick={() => append({ name: '', value: '' })}>
        <Plus aria-hidden />
        Add parameter
      </Button>
    </Fieldset>
  )
}
