'use client'

import { useQuery } from '@tanstack/react-query'
import { KeyRound } from 'lucide-react'
import { oauthClientListQuery } from '../../../lib/console/queries/oauth-client-queries.ts'
import { routes } from '../../../lib/console/routes.ts'
import { EmptyState } from '../../patterns/empty-state.tsx'
import { Can } from '../../patterns/person-context.tsx'
import { ResourceTable } from '../../patterns/resource-table.tsx'
import { ButtonLink } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { oauthClientColumns } from './oauth-client-columns.tsx'
import { oauthClientCopy } from './oauth-client-copy.ts'

export function OauthClientList() {
  const { data, isPending, error, refetch } = useQuery(oauthClientListQuery())
  const { empty, title } = oauthClientCopy.list
  return (
    <Card>
      <ResourceTable
        caption={title}
        columns={oauthClientColumns}
        rows={data}
        getRowId={(client) => client.name}
        isPending={isPending}
        error={error}
        onRetry={() => void refetch()}
        empty={
          <EmptyState
            icon={KeyRound}
            title={empty.title}
            action={
              <Can action="clients.change">
                <ButtonLink href={routes.newOauthClient()}>{empty.action}</ButtonLink>
              </Can>
            }
          >
            {empty.description}
          </EmptyState>
        }
      />
    </Card>
  )
}
