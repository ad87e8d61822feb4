import { Cpu } from 'lucide-react'
import { Badge } from '../ui/badge.tsx'
import { patternsCopy as copy } from './patterns-copy.ts'

/** Marks a caller that is a program's own, to whom no person is bound; `MachineHint` beside the list says what it means. */
export const MachineBadge = () => <Badge icon={Cpu}>{copy.machine}</Badge>

export const MachineHint = () => (
  <p className="flex flex-wrap items-center gap-2">
    <MachineBadge />
    {copy.machineHint}
  </p>
)
