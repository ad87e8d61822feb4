'use client'

import { useInfiniteQuery } from '@tanstack/react-query'
import { FileText, MessageSquareText } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { plural } from '../../../lib/console/format.ts'
import { catalogueItemsQuery, type ItemFilter } from '../../../lib/console/queries/catalogue-item-queries.ts'
import { routes } from '../../../lib/console/routes.ts'
import { CatalogueItemRow } from '../../patterns/catalogue-item.tsx'
import { EmptyState } from '../../patterns/empty-state.tsx'
import { ErrorNotice } from '../../patterns/error-notice.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { catalogueCopy } from './catalogue-copy.ts'
import { CatalogueFilters } from './catalogue-filters.tsx'
import { CatalogueSkeleton } from './catalogue-skeleton.tsx'
import { itemCopy } from './item-copy.ts'
import { ItemPlace } from './item-place.tsx'

const icons = { prompts: MessageSquareText, resources: FileText }

const addressOf = ({ kind, query, gatewayId, review }: ItemFilter): string => {
  const search = new URLSearchParams({
    ...(query && { query }),
    ...(gatewayId && { gatewayId }),
    ...(review && { review }),
  })
  return search.size > 0 ? `${routes.catalogueItems(kind)}?${search}` : routes.catalogueItems(kind)
}

/** The filter lives in the address, as that of tools does. */
export function CatalogueItemsPage({ filter }: { filter: ItemFilter }) {
  const router = useRouter()
  const [cleared, setCleared] = useState(0)
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    catalogueItemsQuery(filter),
  )
  const { kind } = filter
  const copy = itemCopy[kind]
  const items = data?.pages.flatMap((page) => page.items)
  const isFiltered = Boolean(filter.query ?? filter.gatewayId ?? filter.review)
  const isReview = filter.review !== undefined && filter.query === undefined
  const none = isReview ? copy.allReviewed : { ...catalogueCopy.noMatch, ...copy.noMatch }
  const show = (next: Omit<ItemFilter, 'kind'>) => router.replace(addressOf({ kind, ...next }), { scroll: false })
  const clear = () => {
    show({})
    setCleared((count) => count + 1)
  }
  return (
    <>
      <CatalogueFilters
        key={cleared}
        filter={filter}
        search={copy.search}
        reviewHint={copy.reviewHint}
        onChange={show}
      />
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {items === undefined && !error && <CatalogueSkeleton />}
      {items?.length === 0 && (
        <Card>
          <EmptyState
            icon={icons[kind]}
            title={isFiltered ? none.title : copy.empty.title}
            action={isFiltered && <Button onClick={clear}>{none.action}</Button>}
          >
            {isFiltered ? none.description : copy.empty.description}
          </EmptyState>
        </Card>
      )}
      {items !== undefined && items.length > 0 && (
        <Card>
          <h2 className="sr-only">{copy.title}</h2>
          <p role="status" className="border-b border-border px-4 py-2.5 text-muted-foreground sm:px-5">
            {hasNextPage ? `The first ${plural(items.length, copy.one)}` : plural(items.length, copy.one)}
          </p>
          <ul className="divide-y divide-border">
            {items.map((item) => (
              <CatalogueItemRow
                key={`${item.targetId} ${item.kind} ${item.name}`}
                item={item}
                address={item}
                where={<ItemPlace at={item} />}
              />
            ))}
          </ul>
          {hasNextPage && (
            <div className="border-t border-border p-3 text-center">
              <Button size="sm" variant="ghost" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
                Show more
              </Button>
            </div>
          )}
        </Card>
      )}
    </>
  )
}
