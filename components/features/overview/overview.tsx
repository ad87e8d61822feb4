'use client'

import { useQuery } from '@tanstack/react-query'
import { CircleCheck, DoorOpen } from 'lucide-react'
import { call } from '../../../lib/console/api-client.ts'
import { routes } from '../../../lib/console/routes.ts'
import { EmptyState } from '../../patterns/empty-state.tsx'
import { ErrorNotice } from '../../patterns/error-notice.tsx'
import { PageHeader } from '../../patterns/page-header.tsx'
import { Can } from '../../patterns/person-context.tsx'
import { ResourceTable } from '../../patterns/resource-table.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Card, Section } from '../../ui/card.tsx'
import { GoButton } from '../../ui/go-button.tsx'
import { AttentionList } from './attention-list.tsx'
import { Figures } from './figures.tsx'
import { healthColumns } from './health-columns.tsx'
import { overviewCopy as copy } from './overview-copy.ts'
import { overviewQuery } from './overview-query.ts'

export function OverviewPage() {
  const { data, error, isPending, refetch } = useQuery(overviewQuery(call))
  const isEmpty = data?.gateways.length === 0
  return (
    <>
      <PageHeader title={copy.title} description={copy.description} />
      {isEmpty ? (
        <Card>
          <FirstSteps />
        </Card>
      ) : (
        <>
          {data && error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
          {data && <Attention items={data.attention} />}
          {data && <Figures overview={data} />}
          <Section title={copy.health} description={copy.healthDescription} flush>
            <ResourceTable
              columns={healthColumns}
              rows={data?.gateways}
              getRowId={(row) => row.gatewayId}
              isPending={isPending}
              error={data ? undefined : error}
              onRetry={() => void refetch()}
              empty={<FirstSteps />}
              caption={copy.health}
            />
          </Section>
        </>
      )}
    </>
  )
}

function Attention({ items }: { items: Parameters<typeof AttentionList>[0]['items'] }) {
  if (items.length === 0) {
    return (
      <Section title={copy.attention}>
        <p className="flex items-center gap-2 text-muted-foreground">
          <CircleCheck aria-hidden className="size-4.5 shrink-0 text-success-foreground" />
          {copy.attentionNone}
        </p>
      </Section>
    )
  }
  return (
    <Section title={copy.attention} action={<Badge tone="warning">{items.length}</Badge>} flush>
      <AttentionList items={items} />
    </Section>
  )
}

function FirstSteps() {
  return (
    <EmptyState
      icon={DoorOpen}
      title={copy.emptyTitle}
      action={
        <Can action="gateways.change">
          <GoButton href={routes.newGateway()} variant="primary">
            {copy.createGateway}
          </GoButton>
        </Can>
      }
    >
      <p>{copy.emptyText}</p>
      <ol className="mx-auto mt-5 grid w-fit gap-2 text-left">
        {copy.steps.map((step, index) => (
          <li key={step} className="flex gap-2.5 text-foreground">
            <span className="grid size-5.5 shrink-0 place-items-center rounded-full bg-muted text-xs font-semibold tabular-nums">
              {index + 1}
            </span>
            {step}
          </li>
        ))}
      </ol>
    </EmptyState>
  )
}
