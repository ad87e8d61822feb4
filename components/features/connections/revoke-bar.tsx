'use client'

import { useEndConnections } from '../../../lib/console/queries/connection-queries.ts'
import type { OwnedConnection } from '../../../lib/contracts/connections.ts'
import { ConfirmButton } from '../../patterns/confirm-dialog.tsx'
import { Checkbox } from '../../ui/choice.tsx'
import { useToast } from '../../ui/toast.tsx'
import { everyonesCopy as copy } from './connection-copy.ts'
import { ownerName } from './everyones-columns.tsx'

/** As many as one request of the API takes. */
const atOnce = 500

export function RevokeBar({
  selected,
  isAll,
  onAll,
  onDone,
}: {
  selected: readonly OwnedConnection[]
  isAll: boolean
  onAll: (all: boolean) => void
  onDone: () => void
}) {
  const end = useEndConnections()
  const toast = useToast()
  const revoke = async () => {
    const ids = selected.map(({ connectionId }) => connectionId)
    let ended = 0
    for (let start = 0; start < ids.length; start += atOnce)
      ended += (await end.mutateAsync(ids.slice(start, start + atOnce))).ended
    toast(copy.revoked(ended))
    onDone()
  }
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 border-b border-border px-4 py-3 sm:px-5">
      <Checkbox
        id="all-connections"
        label={copy.selectAll}
        checked={isAll}
        onChange={(event) => onAll(event.target.checked)}
      />
      <div className="flex flex-wrap items-center gap-3">
        <span role="status" className="text-muted-foreground">
          {selected.length > 0 && copy.chosen(selected.length)}
        </span>
        <ConfirmButton
          look={{ size: 'sm', disabled: selected.length === 0 }}
          label={copy.revoke}
          title={copy.revokeTitle(selected.length)}
          confirmLabel={copy.revokeLabel(selected.length)}
          consequences={[copy.revokePeople(new Set(selected.map(ownerName)).size), copy.revokeThere]}
          onConfirm={revoke}
        />
      </div>
    </div>
  )
}
