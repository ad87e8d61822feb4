'use client'

import { useActionState, useEffect, useId, useRef } from 'react'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'

export interface AccountFormState {
  /** What was typed, so that a refusal does not cost the person her typing. Never the password. */
  email: string
  failure?: string
  fields?: { email?: string; password?: string }
}
export type AccountAction = (state: AccountFormState, form: FormData) => Promise<AccountFormState>

/** E-mail and password, for signing in and for the first account. A plain form: it works before scripts have loaded. */
export function AccountForm({
  action,
  hidden,
  words,
  newPassword,
  failure,
  email,
}: {
  action: AccountAction
  hidden: Readonly<Record<string, string>>
  words: { email: string; password: string; passwordHint?: string; submit: string; failedTitle: string }
  newPassword?: boolean
  /** What went wrong before this page was opened. */
  failure?: string
  /** Settled already: shown, and not to be changed. */
  email?: string
}) {
  const failureId = useId()
  const [state, send, isPending] = useActionState(action, { email: email ?? '', failure })
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    if (!state.failure && !state.fields) return
    const missing = state.email === '' ? 'email' : 'password'
    form.current?.querySelector<HTMLElement>(`[aria-invalid], [name=${missing}]`)?.focus()
  }, [state])
  return (
    <form
      ref={form}
      action={send}
      noValidate
      className="grid gap-4"
      aria-describedby={state.failure ? failureId : undefined}
    >
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {state.failure && (
        <div id={failureId} role="alert" className="rounded-md bg-danger p-3.5 text-danger-foreground">
          <p className="font-semibold">{words.failedTitle}</p>
          <p>{state.failure}</p>
        </div>
      )}
      <Field label={words.email} error={state.fields?.email}>
        {(control) => (
          <Input
            {...control}
            key={state.email}
            name="email"
            type="email"
            autoComplete="username"
            defaultValue={state.email}
            autoFocus={state.email === ''}
            readOnly={email !== undefined}
            required
          />
        )}
      </Field>
      <Field label={words.password} hint={words.passwordHint} error={state.fields?.password}>
        {(control) => (
          <Input
            {...control}
            name="password"
            type="password"
            autoComplete={newPassword ? 'new-password' : 'current-password'}
            required
          />
        )}
      </Field>
      <Button type="submit" variant="primary" busy={isPending} className="mt-1 w-full">
        {words.submit}
      </Button>
    </form>
  )
}
