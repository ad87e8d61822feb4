'use client'

import { useInfiniteQuery } from '@tanstack/react-query'
import { Activity } from 'lucide-react'
import { useState } from 'react'
import { callListQuery } from '../../../lib/console/queries/call-queries.ts'
import { callOutcomes, type CallOutcome } from '../../../lib/contracts/tool-calls.ts'
import { EmptyState } from '../../patterns/empty-state.tsx'
import { MachineHint } from '../../patterns/machine-badge.tsx'
import { ResourceTable } from '../../patterns/resource-table.tsx'
import { Button } from '../../ui/button.tsx'
import { Section } from '../../ui/card.tsx'
import { Field } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import { callColumns } from './call-columns.tsx'
import { callCopy as copy, outcomeCopy } from './call-copy.ts'

/** What went through a gateway lately, newest first. */
export function CallTable({ gatewayId }: { gatewayId: string }) {
  const [outcome, setOutcome] = useState<CallOutcome>()
  const calls = useInfiniteQuery(callListQuery(gatewayId, outcome))
  const { hasNextPage, isFetchingNextPage } = calls
  const rows = calls.data?.pages.flatMap((page) => page.calls)
  const hasMachine = rows?.some(({ callerKind }) => callerKind === 'machine')
  const showMore = () => void calls.fetchNextPage()
  return (
    <Section title={copy.title} description={copy.description} flush>
      <div className="grid gap-3 border-b border-border px-4 py-3 sm:px-5">
        {hasMachine && <MachineHint />}
        <Field label={copy.filter}>
          {(control) => (
            <Select
              {...control}
              className="sm:w-64"
              value={outcome ?? ''}
              onChange={(event) => setOutcome(callOutcomes.find((each) => each === event.target.value))}
            >
              <option value="">{copy.all}</option>
              {callOutcomes.map((each) => (
                <option key={each} value={each}>
                  {outcomeCopy[each].label}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      <ResourceTable
        caption={copy.title}
        columns={callColumns}
        rows={rows}
        getRowId={(call) => call.callId}
        isPending={calls.isPending}
        error={calls.error}
        onRetry={() => void calls.refetch()}
        pagination={{ hasMore: hasNextPage, isLoadingMore: isFetchingNextPage, onMore: showMore }}
        empty={
          outcome === undefined ? (
            <EmptyState icon={Activity} title={copy.empty.title}>
              {copy.empty.description}
            </EmptyState>
          ) : (
            <EmptyState
              icon={Activity}
              title={copy.noMatch.title}
              action={
                <>
                  {hasNextPage && (
                    <Button busy={isFetchingNextPage} onClick={showMore}>
                      {copy.noMatch.older}
                    </Button>
                  )}
                  <Button onClick={() => setOutcome(undefined)}>{copy.noMatch.clear}</Button>
                </>
              }
            >
              {copy.noMatch.description}
            </EmptyState>
          )
        }
      />
    </Section>
  )
}
