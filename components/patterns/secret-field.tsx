'use client'

import { useState, type ReactNode } from 'react'
import { useFormContext } from 'react-hook-form'
import { Button } from '../ui/button.tsx'
import { TextField } from './form-fields.tsx'
import { patternsCopy as copy } from './patterns-copy.ts'

/** Write-only (BR-11). Where one is stored already, it can be replaced and never read; untouched, its value is `''`. */
export function SecretField({
  name,
  label,
  hint,
  optional,
  stored,
}: {
  name: string
  label: string
  hint?: ReactNode
  optional?: boolean
  stored?: boolean
}) {
  const { resetField } = useFormContext()
  const [replacing, setReplacing] = useState(false)
  if (stored && !replacing) {
    return (
      <div className="grid gap-1.5">
        <p className="font-medium">{label}</p>
        <div className="flex flex-wrap items-center gap-3">
          <p className="text-muted-foreground">{copy.secretStored}</p>
          <Button size="sm" onClick={() => setReplacing(true)}>
            {copy.replaceSecret}
          </Button>
        </div>
      </div>
    )
  }
  return (
    <div className="grid gap-2">
      <TextField
        name={name}
        label={label}
        hint={hint}
        optional={optional}
        type="password"
        autoComplete="off"
        mono
        /* The button that was pressed is gone; what it asked for is here. */
        autoFocus={replacing}
      />
      {stored && (
        <Button
          size="sm"
          variant="ghost"
          className="w-fit"
          onClick={() => {
            resetField(name)
            setReplacing(false)
          }}
        >
          {copy.keepSecret}
        </Button>
      )}
    </div>
  )
}
