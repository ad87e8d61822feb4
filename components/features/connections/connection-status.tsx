import { CircleCheck, CircleDashed, CircleSlash, Clock, Hourglass, KeyRound, type LucideIcon } from 'lucide-react'
import type { ConnectionStatus as Status } from '../../../lib/contracts/connections.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { statusWords } from './connection-copy.ts'

const looks: Record<Status, { tone: Tone; icon: LucideIcon }> = {
  active: { tone: 'success', icon: CircleCheck },
  expiring: { tone: 'warning', icon: Hourglass },
  'needs-sign-in': { tone: 'warning', icon: KeyRound },
  pending: { tone: 'info', icon: Clock },
  revoked: { tone: 'neutral', icon: CircleSlash },
  'not-connected': { tone: 'neutral', icon: CircleDashed },
}

export function ConnectionStatus({ status }: { status: Status }) {
  return <Badge {...looks[status]}>{statusWords[status]}</Badge>
}
