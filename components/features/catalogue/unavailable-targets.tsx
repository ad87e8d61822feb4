import type { Catalogue } from '../../../lib/contracts/console.ts'
import { Notice } from '../../patterns/notice.tsx'
import { targetStatusView } from '../../patterns/target-status.ts'
import { ReasonText } from '../../patterns/reason-text.tsx'
import { VisibleText } from '../../patterns/visible-text.tsx'
import { catalogueCopy } from './catalogue-copy.ts'

/** A partial list says what is missing from it and why. */
export function UnavailableTargets({ unavailable }: Pick<Catalogue, 'unavailable'>) {
  if (unavailable.length === 0) return null
  return (
    <Notice tone="warning" title={catalogueCopy.unavailable(unavailable.length)}>
      <ul className="grid gap-1">
        {unavailable.map((target) => (
          <li key={`${target.gatewayName} ${target.targetName}`}>
            <span className="font-medium">
              <VisibleText text={target.targetName} />
            </span>{' '}
            on <VisibleText text={target.gatewayName} />: {targetStatusView(target.status).label}.{' '}
            <ReasonText text={target.reason} />
          </li>
        ))}
      </ul>
    </Notice>
  )
}
