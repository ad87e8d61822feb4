import { ChevronDown } from 'lucide-react'
import type { ComponentProps } from 'react'
import { cx } from '../../lib/console/cx.ts'
import { controlClass } from './control-class.ts'

/** The browser's own select: every keyboard, screen reader and phone knows it. */
export function Select({ className, children, ...props }: ComponentProps<'select'>) {
  return (
    <span className={cx('relative block', className)}>
      <select className={cx(controlClass, 'h-9 appearance-none pr-9')} {...props}>
        {children}
      </select>
      <ChevronDown aria-hidden className="pointer-events-none absolute top-2.5 right-3 size-4 text-muted-foreground" />
    </span>
  )
}
