'use client'

import { routes } from '../../../lib/console/routes.ts'
import { useSynchronizeTarget } from '../../../lib/console/queries/target-queries.ts'
import type { TargetStatus } from '../../../lib/contracts/targets.ts'
import { errorText } from '../../patterns/error-notice.tsx'
import { useMay } from '../../patterns/person-context.tsx'
import { targetActionLabels, targetStatusView } from '../../patterns/target-status.ts'
import { Button } from '../../ui/button.tsx'
import { GoButton } from '../../ui/go-button.tsx'

/** The one thing to do about a target in a list, or nothing. Its name is in the label, as a list has many. */
export function TargetNextAction({
  gatewayId,
  target,
}: {
  gatewayId: string
  target: { targetId: string; name: string; status: TargetStatus }
}) {
  const synchronize = useSynchronizeTarget()
  const mayAct = useMay('targets.change')
  const { next } = targetStatusView(target.status)
  if (next === undefined || !mayAct) return null
  const label = (
    <>
      {targetActionLabels[next]}
      <span className="sr-only"> {target.name}</span>
    </>
  )
  if (next !== 'synchronize')
    return (
      <GoButton size="sm" href={routes.target(gatewayId, target.targetId)}>
        {label}
      </GoButton>
    )
  return (
    <div className="grid justify-items-end gap-1">
      <Button
        size="sm"
        busy={synchronize.isPending}
        onClick={() => synchronize.mutate({ gatewayId, targetId: target.targetId })}
      >
        {label}
      </Button>
      {synchronize.error && (
        <p role="alert" className="text-xs text-danger-foreground">
          {errorText(synchronize.error)}
        </p>
      )}
    </div>
  )
}
