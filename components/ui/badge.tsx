import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from '../../lib/console/cx.ts'

const tones = {
  neutral: 'bg-muted text-foreground',
  success: 'bg-success text-success-foreground',
  warning: 'bg-warning text-warning-foreground',
  info: 'bg-info text-info-foreground',
  danger: 'bg-danger text-danger-foreground',
} as const
export type Tone = keyof typeof tones

/** Text and icon, so that nothing is said by colour alone. */
export function Badge({
  tone = 'neutral',
  icon: Icon,
  spinning,
  children,
}: {
  tone?: Tone
  icon?: LucideIcon
  spinning?: boolean
  children: ReactNode
}) {
  return (
    <span
      className={cx(
        'inline-flex h-6 items-center gap-1.5 rounded-full px-2.5 text-xs font-medium whitespace-nowrap',
        tones[tone],
      )}
    >
      {Icon && <Icon aria-hidden className={cx('size-3.5 shrink-0', spinning && 'animate-spin')} />}
      <span>{children}</span>
    </span>
  )
}
