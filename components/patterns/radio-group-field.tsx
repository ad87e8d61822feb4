'use client'

import { useId, type ReactNode } from 'react'
import { useFormContext } from 'react-hook-form'
import { Radio } from '../ui/choice.tsx'
import { Fieldset } from '../ui/field.tsx'

export interface RadioOption {
  value: string
  label: string
  hint?: ReactNode
  /** With the reason in `hint`. */
  disabled?: boolean
}

/** One of a few, each with its own line of explanation. */
export function RadioGroupField({
  name,
  legend,
  hint,
  isHeading,
  options,
}: {
  name: string
  legend: string
  hint?: ReactNode
  isHeading?: boolean
  options: readonly RadioOption[]
}) {
  const id = useId()
  const { register, getValues, getFieldState, formState } = useFormContext()
  const { error } = getFieldState(name, formState)
  return (
    <Fieldset legend={legend} hint={hint} isHeading={isHeading}>
      {options.map((option) => (
        <Radio
          key={option.value}
          id={`${id}-${option.value}`}
          value={option.value}
          label={option.label}
          hint={option.hint}
          defaultChecked={getValues(name) === option.value}
          {...register(name)}
          disabled={option.disabled}
        />
      ))}
      {error && (
        <p role="alert" className="text-danger-foreground">
          {error.message}
        </p>
      )}
    </Fieldset>
  )
}
