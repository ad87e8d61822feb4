import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { catalogueCopy } from '../../../../components/features/catalogue/catalogue-copy.ts'
import { CatalogueItemsPage } from '../../../../components/features/catalogue/catalogue-items-page.tsx'
import { CatalogueTabs } from '../../../../components/features/catalogue/catalogue-tabs.tsx'
import { PageHeader } from '../../../../components/patterns/page-header.tsx'
import { Prefetched } from '../../../../components/patterns/prefetched.tsx'
import { catalogueItemsQuery, type ItemFilter } from '../../../../lib/console/queries/catalogue-item-queries.ts'
import { gatewayListQuery } from '../../../../lib/console/queries/gateway-queries.ts'
import { serverCall } from '../../../../lib/console/server-api.ts'
import { requirePerson } from '../../../../lib/console/server-session.ts'

export const metadata: Metadata = { title: catalogueCopy.title }

type Search = Record<string, string | string[] | undefined>

/** A parameter given twice counts once. */
const one = (value: string | string[] | undefined): string | undefined =>
  (Array.isArray(value) ? value[0] : value) || undefined

export default async function Page({
  params,
  searchParams,
}: {
  params: Promise<{ kind: string }>
  searchParams: Promise<Search>
}) {
  await requirePerson('catalogue.read')
  const { kind } = await params
  if (kind !== 'prompts' && kind !== 'resources') notFound()
  const search = await searchParams
  const filter: ItemFilter = {
    kind,
    query: one(search.query)?.slice(0, 200),
    gatewayId: one(search.gatewayId),
    ...(one(search.review) === 'needed' && { review: 'needed' }),
  }
  return (
    <Prefetched queries={[gatewayListQuery(serverCall), catalogueItemsQuery(filter, serverCall)]}>
      <PageHeader title={catalogueCopy.title} description={catalogueCopy.description} />
      <CatalogueTabs />
      <CatalogueItemsPage filter={filter} />
    </Prefetched>
  )
}
