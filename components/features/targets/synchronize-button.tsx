'use client'

import { RefreshCw } from 'lucide-react'
import { type TargetAddress, useSynchronizeTarget } from '../../../lib/console/queries/target-queries.ts'
import { isInMotion, type TargetStatus } from '../../../lib/contracts/targets.ts'
import { errorText } from '../../patterns/error-notice.tsx'
import { targetStatusView } from '../../patterns/target-status.ts'
import { Button } from '../../ui/button.tsx'
import { targetCopy as copy } from './target-copy.ts'

interface Props {
  address: TargetAddress
  status: TargetStatus
  method: 'sync' | 'schema'
}

/** Off with the reason in words, rather than a refusal after the press. */
export function SynchronizeButton({ address, status, method }: Props) {
  const synchronize = useSynchronizeTarget()
  const obstacle = method === 'schema' ? copy.schemaTarget : isInMotion(status) ? copy.working : undefined
  return (
    <div className="grid max-w-xs justify-items-start gap-1 sm:justify-items-end">
      <Button
        variant={targetStatusView(status).next === 'synchronize' ? 'primary' : 'secondary'}
        disabled={obstacle !== undefined}
        busy={synchronize.isPending}
        aria-describedby={obstacle ? 'synchronize-reason' : undefined}
        onClick={() => synchronize.mutate(address)}
      >
        <RefreshCw aria-hidden />
        {copy.synchronize}
      </Button>
      {obstacle && (
        <p id="synchronize-reason" className="text-xs text-muted-foreground sm:text-right">
          {obstacle}
        </p>
      )}
      {synchronize.error && (
        <p role="alert" className="text-xs text-danger-foreground sm:text-right">
          {errorText(synchronize.error)}
        </p>
      )}
    </div>
  )
}
