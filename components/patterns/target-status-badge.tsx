import type { TargetStatus } from '../../lib/contracts/targets.ts'
import { Badge } from '../ui/badge.tsx'
import { targetStatusView } from './target-status.ts'

export function TargetStatusBadge({ status }: { status: TargetStatus }) {
  const view = targetStatusView(status)
  return (
    <Badge tone={view.tone} icon={view.icon} spinning={view.working}>
      {view.label}
    </Badge>
  )
}
