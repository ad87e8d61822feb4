import { callDuration } from '../../../lib/console/format.ts'
import type { ToolCall } from '../../../lib/contracts/tool-calls.ts'
import type { Column } from '../../patterns/resource-table.tsx'
import { MachineBadge } from '../../patterns/machine-badge.tsx'
import { Time } from '../../patterns/time.tsx'
import { VisibleText } from '../../patterns/visible-text.tsx'
import { Badge } from '../../ui/badge.tsx'
import { callCopy as copy, outcomeCopy } from './call-copy.ts'

const anyWords = 'min-w-0 wrap-anywhere'

export const callColumns: readonly Column<ToolCall>[] = [
  { id: 'name', header: 'Called', isName: true, cell: (call) => <VisibleText text={call.name} className={anyWords} /> },
  {
    id: 'outcome',
    header: copy.filter,
    cell: ({ outcome }) => {
      const { label, tone, icon } = outcomeCopy[outcome]
      return (
        <Badge tone={tone} icon={icon}>
          {label}
        </Badge>
      )
    },
  },
  {
    id: 'caller',
    header: 'By',
    cell: (call) => (
      <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <VisibleText text={call.caller} className="min-w-0 wrap-anywhere @3xl:min-w-48" />
        {call.callerKind === 'machine' && <MachineBadge />}
      </span>
    ),
  },
  {
    id: 'client',
    header: 'Client',
    cell: ({ client }) =>
      client === '' ? (
        <span className="text-muted-foreground">{copy.unknownClient}</span>
      ) : (
        <VisibleText text={client} className={anyWords} />
      ),
  },
  {
    id: 'duration',
    header: 'Took',
    isNumber: true,
    cell: (call) => <span className="whitespace-nowrap">{callDuration(call.durationMs)}</span>,
  },
  { id: 'at', header: 'When', cell: (call) => <Time at={call.at} /> },
]
