'use client'

import { useEffect, useRef, useState, type ReactNode } from 'react'
import { FormProvider, type FieldPath, type FieldValues, type UseFormReturn } from 'react-hook-form'
import { ApiError } from '../../lib/console/api-error.ts'
import type { FieldProblem } from '../../lib/contracts/errors.ts'
import { Button, ButtonLink } from '../ui/button.tsx'
import { ErrorNotice } from './error-notice.tsx'
import { Notice } from './notice.tsx'
import { patternsCopy as copy } from './patterns-copy.ts'
import { useUnsavedGuard } from './use-unsaved-guard.ts'

export interface FormShellProps<Values extends FieldValues, Output> {
  form: UseFormReturn<Values, unknown, Output>
  /** Sends the values; throws an ApiError when refused. The signal ends with the page. */
  onSubmit: (values: Output, signal: AbortSignal) => Promise<void>
  /** A verb with its noun: "Create gateway". */
  submitLabel: string
  cancelHref?: string
  /** The form's field for a member that the API names, such as `targetConfiguration.mcp.mcpServer.endpoint` → `endpoint`. */
  fieldOf?: (member: string) => FieldPath<Values> | undefined
  children: ReactNode
}

/** One form: inert while it sends, field faults at their fields with the first focused, all else at the foot. */
export function FormShell<Values extends FieldValues, Output>({
  form,
  onSubmit,
  submitLabel,
  cancelHref,
  fieldOf,
  children,
}: FormShellProps<Values, Output>) {
  const { isSubmitting, isDirty, isSubmitSuccessful, errors } = form.formState
  const [failure, setFailure] = useState<unknown>()
  const abort = useRef<AbortController>(undefined)
  const foot = useRef<HTMLDivElement>(null)
  useEffect(() => () => abort.current?.abort(), [])
  useUnsavedGuard(isDirty && !isSubmitting && !isSubmitSuccessful)

  const send = form.handleSubmit(async (values) => {
    const controller = new AbortController()
    abort.current = controller
    setFailure(undefined)
    try {
      await onSubmit(values, controller.signal)
    } catch (error) {
      if (controller.signal.aborted) return
      const { first, left } = placeFieldErrors(form, error, fieldOf)
      setFailure(left)
      // The fields are inert until the form has been drawn again, and what is inert takes no focus.
      requestAnimationFrame(() => (first === undefined ? foot.current?.focus() : form.setFocus(first)))
    }
  })

  return (
    <FormProvider {...form}>
      <form method="post" noValidate onSubmit={(event) => void send(event)} aria-busy={isSubmitting || undefined}>
        <div className="grid grid-cols-1 gap-6" inert={isSubmitting}>
          {children}
        </div>
        {errors.root?.message && (
          <div className="mt-6" role="alert">
            <Notice tone="danger" title={copy.errorTitle}>
              <p>{errors.root.message}</p>
            </Notice>
          </div>
        )}
        {Boolean(failure) && (
          <div ref={foot} tabIndex={-1} className="mt-6">
            <ErrorNotice error={failure} />
          </div>
        )}
        <div className="mt-8 flex flex-wrap gap-2">
          <Button type="submit" variant="primary" busy={isSubmitting}>
            {submitLabel}
          </Button>
          {cancelHref && (
            <ButtonLink variant="ghost" href={cancelHref}>
              {copy.cancel}
            </ButtonLink>
          )}
        </div>
      </form>
    </FormProvider>
  )
}

/** The API opens a message with the member's name; at the field itself that is the field's own label in other words. */
const withoutMember = ({ name, message }: FieldProblem): string =>
  message.startsWith(`${name} `) ? `This ${message.slice(name.length + 1)}` : message

/** Puts the API's field problems at their fields; answers the first of them, and what is left to say at the foot. */
function placeFieldErrors<Values extends FieldValues, Output>(
  form: UseFormReturn<Values, unknown, Output>,
  error: unknown,
  fieldOf: ((member: string) => FieldPath<Values> | undefined) | undefined,
): { first?: FieldPath<Values>; left?: unknown } {
  if (!(error instanceof ApiError)) return { left: error }
  const placed = error.fieldList.flatMap((problem) => {
    const field = fieldOf?.(problem.name)
    if (field === undefined) return []
    form.setError(field, { type: 'server', message: withoutMember(problem) })
    return [field]
  })
  const isAllPlaced = placed.length > 0 && placed.length === error.fieldList.length
  return { first: placed[0], left: isAllPlaced ? undefined : error }
}
