import { CircleAlert } from 'lucide-react'
import { useId, type ReactNode } from 'react'
import { cx } from '../../lib/console/cx.ts'

/** What ties a control to its label, hint and error; spread it on the control. */
export interface ControlProps {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': true | undefined
}

export interface FieldProps {
  label: string
  /** One line under the control: what it is for, the AWS term in `<code>`. */
  hint?: ReactNode
  error?: string
  optional?: boolean
  className?: string
  children: (control: ControlProps) => ReactNode
}

/** The label is the control's whole name; "Optional" stands beside it and not in it. */
export function Field({ label, hint, error, optional, className, children }: FieldProps) {
  const id = useId()
  const hintId = hint ? `${id}-hint` : undefined
  const errorId = error ? `${id}-error` : undefined
  return (
    <div className={cx('grid content-start gap-1.5', className)}>
      <div className="flex items-baseline justify-between gap-3">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        {optional && <span className="text-xs text-muted-foreground">Optional</span>}
      </div>
      {children({
        id,
        'aria-describedby': [errorId, hintId].filter(Boolean).join(' ') || undefined,
        'aria-invalid': error ? true : undefined,
      })}
      {error && (
        <p id={errorId} className="flex items-start gap-1.5 text-danger-foreground">
          <CircleAlert aria-hidden className="mt-0.75 size-4 shrink-0" />
          <span className="min-w-0">{error}</span>
        </p>
      )}
      {hint && (
        <p id={hintId} className="text-muted-foreground [&_code]:font-mono [&_code]:text-xs">
          {hint}
        </p>
      )}
    </div>
  )
}

/** A group of choices or fields under one name. */
export function Fieldset({
  legend,
  hint,
  isHeading,
  children,
}: {
  legend: string
  hint?: ReactNode
  /** For a group that is a part of the form by itself. */
  isHeading?: boolean
  children: ReactNode
}) {
  const id = useId()
  return (
    <fieldset className="grid min-w-0 gap-3" aria-describedby={hint ? id : undefined}>
      <legend className={cx('mb-1', isHeading ? 'text-base font-semibold' : 'font-medium')}>{legend}</legend>
      {hint && (
        <p id={id} className="-mt-1 text-muted-foreground">
          {hint}
        </p>
      )}
      {children}
    </fieldset>
  )
}
