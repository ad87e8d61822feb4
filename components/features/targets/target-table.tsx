'use client'

import { useQuery } from '@tanstack/react-query'
import { Server } from 'lucide-react'
import { useMemo } from 'react'
import { targetListQuery } from '../../../lib/console/queries/target-queries.ts'
import { routes } from '../../../lib/console/routes.ts'
import { EmptyState } from '../../patterns/empty-state.tsx'
import { Can } from '../../patterns/person-context.tsx'
import { ResourceTable } from '../../patterns/resource-table.tsx'
import { ButtonLink } from '../../ui/button.tsx'
import { Section } from '../../ui/card.tsx'
import { targetColumns } from './target-columns.tsx'
import { targetCopy } from './target-copy.ts'

const copy = targetCopy.list

export function TargetTable({ gatewayId }: { gatewayId: string }) {
  const { data, isPending, error, refetch } = useQuery(targetListQuery(gatewayId))
  const columns = useMemo(() => targetColumns(gatewayId), [gatewayId])
  return (
    <Section title={copy.title} description={copy.description} flush>
      <ResourceTable
        caption={copy.title}
        columns={columns}
        rows={data}
        getRowId={(target) => target.targetId}
        isPending={isPending}
        error={error}
        onRetry={() => void refetch()}
        empty={
          <EmptyState
            icon={Server}
            title={copy.empty.title}
            action={
              <Can action="targets.change">
                <ButtonLink href={routes.newTarget(gatewayId)}>{copy.empty.action}</ButtonLink>
              </Can>
            }
          >
            {copy.empty.description}
          </EmptyState>
        }
      />
    </Section>
  )
}
