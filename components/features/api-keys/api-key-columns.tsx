import { CircleCheck, CircleSlash, Clock } from 'lucide-react'
import { plural } from '../../../lib/console/format.ts'
import type { ApiKey, ApiKeyStatus } from '../../../lib/contracts/api-keys.ts'
import type { Column } from '../../patterns/resource-table.tsx'
import { RowMenu } from '../../patterns/row-menu.tsx'
import { Time } from '../../patterns/time.tsx'
import { Badge } from '../../ui/badge.tsx'
import { MenuItem } from '../../ui/menu.tsx'
import { apiKeyCopy as copy, statusWords } from './api-key-copy.ts'

const looks = {
  active: { tone: 'success', icon: CircleCheck },
  expiring: { tone: 'warning', icon: Clock },
  expired: { tone: 'neutral', icon: Clock },
  revoked: { tone: 'neutral', icon: CircleSlash },
} as const satisfies Record<ApiKeyStatus, object>

/** Names of targets where the person may read them. */
function reachWords({ targetIds }: ApiKey, names: ReadonlyMap<string, string> | undefined): string {
  if (!targetIds) return copy.all
  if (!names) return plural(targetIds.length, 'target')
  return targetIds.map((id) => names.get(id) ?? copy.deletedTarget).join(', ')
}

/** What can be done with one key; absent for those who only read. */
export interface KeyActions {
  onRevoke: (key: ApiKey) => void
  onRemove: (key: ApiKey) => void
}

/** One array draws the table, its skeleton and its stacked form. */
export const apiKeyColumns = (
  names: ReadonlyMap<string, string> | undefined,
  actions: KeyActions | undefined,
): readonly Column<ApiKey>[] => [
  {
    id: 'name',
    header: copy.name,
    isName: true,
    cell: ({ name, begins }) => (
      <span className="grid gap-0.5">
        <span className="wrap-anywhere">{name}</span>
        <code className="font-mono text-xs font-normal break-all text-muted-foreground">{begins}…</code>
      </span>
    ),
  },
  {
    id: 'status',
    header: copy.headers.status,
    cell: ({ status }) => <Badge {...looks[status]}>{statusWords[status]}</Badge>,
  },
  {
    id: 'reach',
    header: copy.headers.reach,
    cell: (key) => <span className="wrap-anywhere">{reachWords(key, names)}</span>,
  },
  { id: 'ends', header: copy.headers.ends, cell: ({ revokedAt, expiresAt }) => <Time at={revokedAt ?? expiresAt} /> },
  {
    id: 'used',
    header: copy.headers.used,
    cell: ({ lastUsedAt }) => (lastUsedAt === undefined ? copy.never : <Time at={lastUsedAt} />),
  },
  ...(actions ? [actionColumn(actions)] : []),
]

const actionColumn = ({ onRevoke, onRemove }: KeyActions): Column<ApiKey> => ({
  id: 'actions',
  header: copy.headers.actions,
  isAction: true,
  cell: (key) => (
    <RowMenu label={copy.actions(key.name)}>
      {key.status !== 'revoked' && <MenuItem onSelect={() => onRevoke(key)}>{copy.revoke}</MenuItem>}
      <MenuItem destructive onSelect={() => onRemove(key)}>
        {copy.remove}
      </MenuItem>
    </RowMenu>
  ),
})
