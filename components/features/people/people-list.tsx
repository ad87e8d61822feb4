'use client'

import { useQuery } from '@tanstack/react-query'
import { Users } from 'lucide-react'
import { peopleQuery } from '../../../lib/console/queries/people-queries.ts'
import { EmptyState } from '../../patterns/empty-state.tsx'
import { ResourceTable } from '../../patterns/resource-table.tsx'
import { Card } from '../../ui/card.tsx'
import { peopleColumns } from './people-columns.tsx'
import { peopleCopy as copy } from './people-copy.ts'

export function PeopleList() {
  const { data, isPending, error, refetch } = useQuery(peopleQuery())
  return (
    <Card>
      <ResourceTable
        caption={copy.title}
        columns={peopleColumns}
        rows={data}
        getRowId={(person) => person.userId}
        isPending={isPending}
        error={error}
        onRetry={() => void refetch()}
        empty={
          <EmptyState icon={Users} title={copy.empty.title}>
            {copy.empty.text}
          </EmptyState>
        }
      />
    </Card>
  )
}
