'use client'

import type { ComponentProps, ReactNode } from 'react'
import { useFormContext, type FieldError } from 'react-hook-form'
import { Checkbox } from '../ui/choice.tsx'
import { Field } from '../ui/field.tsx'
import { Input } from '../ui/input.tsx'
import { Select } from '../ui/select.tsx'
import { Textarea } from '../ui/textarea.tsx'

interface Common {
  /** Path of the value in the form of the surrounding FormShell. */
  name: string
  label: string
  hint?: ReactNode
  optional?: boolean
  className?: string
}

/** The message of a field, or of its first faulty entry where the value is a list. */
function useFieldError(name: string): string | undefined {
  const { getFieldState, formState } = useFormContext()
  const error: FieldError | (FieldError | undefined)[] | undefined = getFieldState(name, formState).error
  if (Array.isArray(error)) return error.find((entry) => entry?.message)?.message
  return error?.message ?? error?.root?.message
}

export function TextField({
  name,
  label,
  hint,
  optional,
  className,
  ...input
}: Common & Omit<ComponentProps<typeof Input>, keyof Common | 'children'>) {
  const { register } = useFormContext()
  return (
    <Field label={label} hint={hint} optional={optional} className={className} error={useFieldError(name)}>
      {(control) => <Input autoComplete="off" spellCheck={false} {...input} {...control} {...register(name)} />}
    </Field>
  )
}

export function TextareaField({
  name,
  label,
  hint,
  optional,
  className,
  ...textarea
}: Common & Omit<ComponentProps<typeof Textarea>, keyof Common | 'children'>) {
  const { register } = useFormContext()
  return (
    <Field label={label} hint={hint} optional={optional} className={className} error={useFieldError(name)}>
      {(control) => <Textarea spellCheck={false} {...textarea} {...control} {...register(name)} />}
    </Field>
  )
}

export function SelectField({
  name,
  label,
  hint,
  optional,
  className,
  children,
  ...select
}: Common & Omit<ComponentProps<typeof Select>, keyof Common> & { children: ReactNode }) {
  const { register } = useFormContext()
  return (
    <Field label={label} hint={hint} optional={optional} className={className} error={useFieldError(name)}>
      {(control) => (
        <Select {...select} {...control} {...register(name)}>
          {children}
        </Select>
      )}
    </Field>
  )
}

export function CheckboxField({
  name,
  label,
  hint,
  disabled,
}: Pick<Common, 'name' | 'label' | 'hint'> & { disabled?: boolean }) {
  const { register } = useFormContext()
  return <Checkbox id={`field-${name}`} label={label} hint={hint} {...register(name, { disabled })} />
}
