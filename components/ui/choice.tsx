import type { ComponentProps, ReactNode } from 'react'
import { cx } from '../../lib/console/cx.ts'

interface ChoiceProps extends Omit<ComponentProps<'input'>, 'type'> {
  label: ReactNode
  hint?: ReactNode
}

/** `hint` is read as the control's description, so that its name stays the label alone. */
function Choice({
  type,
  label,
  hint,
  id,
  className,
  ...props
}: ChoiceProps & { type: 'checkbox' | 'radio'; id: string }) {
  const hintId = hint ? `${id}-hint` : undefined
  return (
    <div className={cx('flex gap-2.5', className)}>
      <input
        id={id}
        type={type}
        aria-describedby={hintId}
        className="mt-0.75 size-4 shrink-0 cursor-pointer accent-primary disabled:cursor-default"
        {...props}
      />
      <div className={cx('min-w-0', props.disabled && 'text-muted-foreground')}>
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        {hint && (
          <p id={hintId} className="text-muted-foreground">
            {hint}
          </p>
        )}
      </div>
    </div>
  )
}

export const Checkbox = (props: ChoiceProps & { id: string }) => <Choice type="checkbox" {...props} />
export const Radio = (props: ChoiceProps & { id: string }) => <Choice type="radio" {...props} />
