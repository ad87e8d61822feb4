import { CircleAlert, CircleCheck, LoaderCircle } from 'lucide-react'
import type { GatewayStatus } from '../../lib/contracts/gateways.ts'
import { Badge } from '../ui/badge.tsx'
import type { StatusView } from './target-status.ts'

const gatewayStatusViews = {
  READY: { label: 'Ready', tone: 'success', icon: CircleCheck },
  CREATING: { label: 'Creating', tone: 'info', icon: LoaderCircle, working: true },
  UPDATING: { label: 'Updating', tone: 'info', icon: LoaderCircle, working: true },
  DELETING: { label: 'Deleting', tone: 'info', icon: LoaderCircle, working: true },
  UPDATE_UNSUCCESSFUL: { label: 'Failed', tone: 'danger', icon: CircleAlert },
  FAILED: { label: 'Failed', tone: 'danger', icon: CircleAlert },
} as const satisfies Record<GatewayStatus, Omit<StatusView, 'meaning'>>

export function GatewayStatusBadge({ status }: { status: GatewayStatus }) {
  const view: Omit<StatusView, 'meaning'> = gatewayStatusViews[status]
  return (
    <Badge tone={view.tone} icon={view.icon} spinning={view.working}>
      {view.label}
    </Badge>
  )
}
