import { Ban, CircleCheck, CircleX, KeyRound, ShieldX, type LucideIcon } from 'lucide-react'
import type { CallOutcome } from '../../../lib/contracts/tool-calls.ts'
import type { Tone } from '../../ui/badge.tsx'

export const callCopy = {
  title: 'Calls',
  description: 'Of the last 30 days. Arguments, results and tokens are never kept.',
  filter: 'Ended',
  all: 'In any way',
  empty: {
    title: 'No calls yet',
    description: 'Each tool call through this gateway shows here about a second after it ended.',
  },
  noMatch: {
    title: 'None of these calls ended so',
    description: 'Older calls were not looked at yet, or there are none of them.',
    clear: 'Show all calls',
    older: 'Look at older calls',
  },
  unknownClient: 'not named',
}

export const outcomeCopy: Record<CallOutcome, { label: string; tone: Tone; icon: LucideIcon }> = {
  answered: { label: 'Answered', tone: 'success', icon: CircleCheck },
  consent: { label: 'Asked for consent', tone: 'info', icon: KeyRound },
  refused: { label: 'Refused', tone: 'warning', icon: ShieldX },
  failed: { label: 'Failed', tone: 'danger', icon: CircleX },
  cancelled: { label: 'Cancelled', tone: 'neutral', icon: Ban },
}
