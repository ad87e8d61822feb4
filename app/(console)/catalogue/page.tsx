import type { Metadata } from 'next'
import { catalogueCopy } from '../../../components/features/catalogue/catalogue-copy.ts'
import { CataloguePage } from '../../../components/features/catalogue/catalogue-page.tsx'
import { CatalogueTabs } from '../../../components/features/catalogue/catalogue-tabs.tsx'
import { PageHeader } from '../../../components/patterns/page-header.tsx'
import { Prefetched } from '../../../components/patterns/prefetched.tsx'
import { type CatalogueFilter, catalogueQuery } from '../../../lib/console/queries/catalogue-queries.ts'
import { gatewayListQuery } from '../../../lib/console/queries/gateway-queries.ts'
import { serverCall } from '../../../lib/console/server-api.ts'
import { requirePerson } from '../../../lib/console/server-session.ts'

export const metadata: Metadata = { title: catalogueCopy.title }

type Search = Record<string, string | string[] | undefined>

/** A parameter given twice counts once. */
const one = (value: string | string[] | undefined): string | undefined =>
  (Array.isArray(value) ? value[0] : value) || undefined

export default async function Page({ searchParams }: { searchParams: Promise<Search> }) {
  await requirePerson('catalogue.read')
  const search = await searchParams
  const filter: CatalogueFilter = {
    query: one(search.query)?.slice(0, 200),
    gatewayId: one(search.gatewayId),
    ...(one(search.review) === 'needed' && { review: 'needed' }),
  }
  return (
    <Prefetched queries={[gatewayListQuery(serverCall), catalogueQuery(filter, serverCall)]}>
      <PageHeader title={catalogueCopy.title} description={catalogueCopy.description} />
      <CatalogueTabs />
      <CataloguePage filter={filter} />
    </Prefetched>
  )
}
