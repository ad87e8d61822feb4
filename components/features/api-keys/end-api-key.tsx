import { useDeleteApiKey, useRevokeApiKey } from '../../../lib/console/queries/api-key-queries.ts'
import type { ApiKey } from '../../../lib/contracts/api-keys.ts'
import { ConfirmDialog } from '../../patterns/confirm-dialog.tsx'
import { useToast } from '../../ui/toast.tsx'
import { apiKeyCopy as copy } from './api-key-copy.ts'

export type KeyDeed = 'revoke' | 'remove'

const words = {
  revoke: { title: copy.revokeTitle, verb: copy.revoke, consequences: copy.revokeConsequences, done: copy.revoked },
  remove: { title: copy.removeTitle, verb: copy.remove, consequences: copy.removeConsequences, done: copy.removed },
} as const

/** Asks before a key is revoked or deleted. */
export function EndApiKey({
  deed,
  onClose,
}: {
  deed: { kind: KeyDeed; key: ApiKey } | undefined
  onClose: () => void
}) {
  const toast = useToast()
  const deeds = { revoke: useRevokeApiKey(), remove: useDeleteApiKey() }
  const { title, verb, consequences, done } = words[deed?.kind ?? 'revoke']
  return (
    <ConfirmDialog
      open={deed !== undefined}
      onOpenChange={(open) => !open && onClose()}
      title={title(deed?.key.name ?? '')}
      confirmLabel={verb}
      consequences={consequences}
      onConfirm={async () => {
        if (!deed) return
        const { gatewayId: gatewayIdentifier, keyId } = deed.key
        await deeds[deed.kind].mutateAsync({ gatewayIdentifier, keyId })
        toast(done)
      }}
    />
  )
}
