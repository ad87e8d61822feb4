import type { Catalogue } from '../../../lib/contracts/console.ts'
import { Notice } from '../../patterns/notice.tsx'
import { TargetStatusBadge } from '../../patterns/target-status-badge.tsx'
import { VisibleText } from '../../patterns/visible-text.tsx'
import { catalogueCopy } from './catalogue-copy.ts'

/** A partial list says what is missing from it and why. */
export function UnavailableTargets({ unavailable }: Pick<Catalogue, 'unavailable'>) {
  if (unavailable.length === 0) return null
  return (
    <Notice tone="warning" title={catalogueCopy.unavailable(unavailable.length)}>
      <ul className="grid gap-1.5">
        {unavailable.map((target) => (
          <li
            key={`${target.gatewayName} ${target.targetName}`}
            className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1"
          >
            <span className="font-medium">
              <VisibleText text={target.targetName} />
            </span>
            <span>
              on <VisibleText text={target.gatewayName} />
            </span>
            <TargetStatusBadge status={target.status} />
            <VisibleText text={target.reason} className="min-w-0" />
          </li>
        ))}
      </ul>
    </Notice>
  )
}
