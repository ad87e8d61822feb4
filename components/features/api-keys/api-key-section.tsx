'use client'

import { useQuery } from '@tanstack/react-query'
import { KeyRound, Plus } from 'lucide-react'
import { useMemo, useState } from 'react'
import { apiKeyListQuery } from '../../../lib/console/queries/api-key-queries.ts'
import { gatewayQuery } from '../../../lib/console/queries/gateway-queries.ts'
import { targetListQuery } from '../../../lib/console/queries/target-queries.ts'
import type { ApiKey } from '../../../lib/contracts/api-keys.ts'
import type { Gateway } from '../../../lib/contracts/gateways.ts'
import { EmptyState } from '../../patterns/empty-state.tsx'
import { useMay } from '../../patterns/person-context.tsx'
import { ResourceTable } from '../../patterns/resource-table.tsx'
import { Button } from '../../ui/button.tsx'
import { Section } from '../../ui/card.tsx'
import { apiKeyColumns } from './api-key-columns.tsx'
import { apiKeyCopy as copy } from './api-key-copy.ts'
import { ApiKeyForm, type MadeApiKey } from './api-key-form.tsx'
import { EndApiKey, type KeyDeed } from './end-api-key.tsx'
import { ShownOnce } from './shown-once.tsx'

/** The API keys of a gateway. One that lets everybody in has none, and there are roles that see none. */
export function ApiKeySection({ gatewayId }: { gatewayId: string }) {
  const mayRead = useMay('keys.read')
  const { data: gateway } = useQuery(gatewayQuery(gatewayId))
  if (!mayRead || !gateway || gateway.authorizerType === 'NONE') return null
  return <ApiKeyList gateway={gateway} />
}

function ApiKeyList({ gateway: { gatewayId, authorizerType } }: { gateway: Gateway }) {
  const mayChange = useMay('keys.change')
  const { data: keys, isPending, error, refetch } = useQuery(apiKeyListQuery(gatewayId))
  const { data: targets } = useQuery({ ...targetListQuery(gatewayId), enabled: useMay('targets.read') })
  const [isMaking, setMaking] = useState(false)
  const [made, setMade] = useState<MadeApiKey>()
  const [deed, setDeed] = useState<{ kind: KeyDeed; key: ApiKey }>()
  const columns = useMemo(() => {
    const names = targets && new Map(targets.map(({ targetId, name }) => [targetId, name]))
    const onRevoke = (key: ApiKey) => setDeed({ kind: 'revoke', key })
    const onRemove = (key: ApiKey) => setDeed({ kind: 'remove', key })
    return apiKeyColumns(names, mayChange ? { onRevoke, onRemove } : undefined)
  }, [targets, mayChange])
  const isOnlyWay = authorizerType === 'AUTHENTICATE_ONLY'
  return (
    <Section
      title={copy.title}
      description={isOnlyWay ? copy.description : `${copy.description} ${copy.beside}`}
      flush
      action={
        mayChange &&
        !made && (
          <Button onClick={() => setMaking(!isMaking)} aria-expanded={isMaking}>
            {!isMaking && <Plus aria-hidden />}
            {isMaking ? copy.cancel : copy.create}
          </Button>
        )
      }
    >
      {isMaking && (
        <div className="border-t border-border px-4 py-5 sm:px-5">
          <ApiKeyForm
            gatewayId={gatewayId}
            onMade={(key) => {
              setMade(key)
              setMaking(false)
            }}
          />
        </div>
      )}
      {made && <ShownOnce made={made} onDone={() => setMade(undefined)} />}
      {!(isMaking && keys?.length === 0) && (
        <ResourceTable
          caption={copy.title}
          columns={columns}
          rows={keys}
          getRowId={({ keyId }) => keyId}
          isPending={isPending}
          error={error}
          onRetry={() => void refetch()}
          empty={
            <EmptyState icon={KeyRound} title={copy.empty.title}>
              {isOnlyWay ? copy.empty.only : copy.empty.description}
            </EmptyState>
          }
        />
      )}
      <EndApiKey deed={deed} onClose={() => setDeed(undefined)} />
    </Section>
  )
}
