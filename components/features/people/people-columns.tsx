import { CircleCheck, CircleSlash, Mail } from 'lucide-react'
import Link from 'next/link'
import { plural } from '../../../lib/console/format.ts'
import { routes } from '../../../lib/console/routes.ts'
import type { PersonView } from '../../../lib/contracts/people.ts'
import type { Column } from '../../patterns/resource-table.tsx'
import { Time } from '../../patterns/time.tsx'
import { Badge } from '../../ui/badge.tsx'
import { peopleCopy as copy, roleWords, statusWords } from './people-copy.ts'

const looks = {
  active: { tone: 'success', icon: CircleCheck },
  invited: { tone: 'info', icon: Mail },
  disabled: { tone: 'neutral', icon: CircleSlash },
} as const

export function PersonStatus({ status }: Pick<PersonView, 'status'>) {
  return <Badge {...looks[status]}>{statusWords[status]}</Badge>
}

/** One array draws the table, its skeleton and its stacked form. */
export const peopleColumns: readonly Column<PersonView>[] = [
  {
    id: 'email',
    header: copy.email,
    isName: true,
    cell: ({ userId, email }) => (
      <Link href={routes.person(userId)} className="text-link break-all hover:underline">
        {email}
      </Link>
    ),
  },
  { id: 'role', header: copy.role, cell: ({ role }) => roleWords[role].label },
  {
    id: 'gateways',
    header: copy.gateways,
    cell: ({ role, gatewayIds }) =>
      role === 'member' ? '–' : gatewayIds ? plural(gatewayIds.length, 'gateway') : copy.allGateways,
  },
  { id: 'status', header: 'Status', cell: ({ status }) => <PersonStatus status={status} /> },
  {
    id: 'seen',
    header: 'Last sign-in',
    cell: ({ lastSignInAt }) => (lastSignInAt ? <Time at={lastSignInAt} /> : 'Never'),
  },
]
