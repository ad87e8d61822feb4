import Link from 'next/link'
import { cx } from '../../../lib/console/cx.ts'
import { routes } from '../../../lib/console/routes.ts'
import type { Overview } from '../../../lib/contracts/console.ts'
import { targetStatusView } from '../../patterns/target-status.ts'
import type { Tone } from '../../ui/badge.tsx'
import { overviewCopy as copy } from './overview-copy.ts'

type Target = Overview['gateways'][number]['targets'][number]

/** What fits in a row before it stops being a glance. */
const shown = 6
const urgency: Record<Tone, number> = { danger: 0, warning: 1, info: 2, neutral: 3, success: 4 }
const iconTone: Record<Tone, string> = {
  danger: 'text-danger-foreground',
  warning: 'text-warning-foreground',
  info: 'text-info-foreground',
  neutral: 'text-muted-foreground',
  success: 'text-success-foreground',
}

/** A gateway's targets by name and status, troubled ones first. */
export function TargetPills({ gatewayId, targets }: { gatewayId: string; targets: readonly Target[] }) {
  if (targets.length === 0) return <span className="text-muted-foreground">{copy.noTargets}</span>
  const sorted = targets.toSorted(
    (one, other) => urgency[targetStatusView(one.status).tone] - urgency[targetStatusView(other.status).tone],
  )
  return (
    <ul className="flex min-w-0 flex-wrap justify-end gap-x-4 gap-y-1 @3xl:justify-start">
      {sorted.slice(0, shown).map((target) => {
        const { icon: Icon, label, tone, working } = targetStatusView(target.status)
        return (
          <li key={target.targetId} className="min-w-0">
            <Link
              href={routes.target(gatewayId, target.targetId)}
              title={label}
              className="inline-flex min-h-6 max-w-full items-center gap-1.5 hover:underline"
            >
              <Icon aria-hidden className={cx('size-4 shrink-0', iconTone[tone], working && 'animate-spin')} />
              <span className="min-w-0 wrap-anywhere">{target.name}</span>
              <span className="sr-only">: {label}</span>
            </Link>
          </li>
        )
      })}
      {sorted.length > shown && (
        <li className="text-muted-foreground">
          <Link href={routes.gateway(gatewayId)} className="hover:underline">
            {copy.more(sorted.length - shown)}
          </Link>
        </li>
      )}
    </ul>
  )
}
