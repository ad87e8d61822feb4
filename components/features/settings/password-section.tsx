'use client'

import { useForm } from 'react-hook-form'
import { call } from '../../../lib/console/api-client.ts'
import { fieldFor, wireResolver, type WireForm } from '../../../lib/console/wire-form.ts'
import { changePassword } from '../../../lib/contracts/operations/people.ts'
import { TextField } from '../../patterns/form-fields.tsx'
import { FormShell } from '../../patterns/form-shell.tsx'
import { Section } from '../../ui/card.tsx'
import { useToast } from '../../ui/toast.tsx'
import { settingsCopy as copy } from './settings-copy.ts'

interface Values {
  current: string
  next: string
}

const wire: WireForm<Values> = {
  toInput: (values) => values,
  schema: changePassword.input,
  fields: { current: 'current', next: 'next' },
}

export function PasswordSection() {
  const toast = useToast()
  const form = useForm<Values>({ defaultValues: { current: '', next: '' }, resolver: wireResolver(wire) })
  return (
    <Section title={copy.password} description={copy.passwordText}>
      <FormShell
        form={form}
        submitLabel={copy.changePassword}
        fieldOf={(member) => fieldFor(wire, member)}
        onSubmit={async (values, signal) => {
          await call(changePassword, values, { signal })
          form.reset()
          toast(copy.passwordChanged)
        }}
      >
        <TextField name="current" label={copy.currentPassword} type="password" autoComplete="current-password" />
        <TextField
          name="next"
          label={copy.newPassword}
          hint={copy.newPasswordHint}
          type="password"
          autoComplete="new-password"
        />
      </FormShell>
    </Section>
  )
}
