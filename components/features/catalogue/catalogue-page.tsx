'use client'

import { useInfiniteQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { type CatalogueFilter, catalogueQuery } from '../../../lib/console/queries/catalogue-queries.ts'
import { routes } from '../../../lib/console/routes.ts'
import { ErrorNotice } from '../../patterns/error-notice.tsx'
import { CatalogueFilters } from './catalogue-filters.tsx'
import { CatalogueResults } from './catalogue-results.tsx'
import { UnavailableTargets } from './unavailable-targets.tsx'

const addressOf = ({ query, gatewayId, review }: CatalogueFilter): string => {
  const search = new URLSearchParams({
    ...(query && { query }),
    ...(gatewayId && { gatewayId }),
    ...(review && { review }),
  })
  return search.size > 0 ? `${routes.catalogue()}?${search}` : routes.catalogue()
}

/** The filter lives in the address: it survives reload and can be shared. */
export function CataloguePage({ filter }: { filter: CatalogueFilter }) {
  const router = useRouter()
  const [cleared, setCleared] = useState(0)
  const { data, error, isPending, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    catalogueQuery(filter),
  )
  const show = (next: CatalogueFilter) => router.replace(addressOf(next), { scroll: false })
  return (
    <>
      <CatalogueFilters key={cleared} filter={filter} onChange={show} />
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      <UnavailableTargets unavailable={data?.pages[0]?.unavailable ?? []} />
      {(data || isPending) && (
        <CatalogueResults
          tools={data?.pages.flatMap((page) => page.tools)}
          isFiltered={Boolean(filter.query ?? filter.gatewayId ?? filter.review)}
          isReview={filter.review !== undefined && filter.query === undefined}
          onClear={() => {
            show({})
            setCleared((count) => count + 1)
          }}
          more={hasNextPage ? { isLoading: isFetchingNextPage, load: () => void fetchNextPage() } : undefined}
        />
      )}
    </>
  )
}
