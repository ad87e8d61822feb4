'use client'

import { useQuery } from '@tanstack/react-query'
import { DoorOpen } from 'lucide-react'
import { gatewayListQuery } from '../../../lib/console/queries/gateway-queries.ts'
import { routes } from '../../../lib/console/routes.ts'
import { EmptyState } from '../../patterns/empty-state.tsx'
import { Can } from '../../patterns/person-context.tsx'
import { ResourceTable } from '../../patterns/resource-table.tsx'
import { ButtonLink } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { gatewayColumns } from './gateway-columns.tsx'
import { gatewayCopy } from './gateway-copy.ts'

export function GatewayList() {
  const { data, isPending, error, refetch } = useQuery(gatewayListQuery())
  const { empty, title } = gatewayCopy.list
  return (
    <Card>
      <ResourceTable
        caption={title}
        columns={gatewayColumns}
        rows={data}
        getRowId={(gateway) => gateway.gatewayId}
        isPending={isPending}
        error={error}
        onRetry={() => void refetch()}
        empty={
          <EmptyState
            icon={DoorOpen}
            title={empty.title}
            action={
              <Can action="gateways.change">
                <ButtonLink href={routes.newGateway()}>{empty.action}</ButtonLink>
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
