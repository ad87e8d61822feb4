import type { ComponentProps } from 'react'
import { cx } from '../../lib/console/cx.ts'
import { controlClass } from './control-class.ts'

export function Textarea({ className, mono, rows = 4, ...props }: ComponentProps<'textarea'> & { mono?: boolean }) {
  return (
    <textarea
      rows={rows}
      className={cx(controlClass, 'block py-2 read-only:bg-muted', mono && 'font-mono', className)}
      {...props}
    />
  )
}
