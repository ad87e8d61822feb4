import { CatalogueSkeleton } from '../../../components/features/catalogue/catalogue-skeleton.tsx'
import { catalogueCopy } from '../../../components/features/catalogue/catalogue-copy.ts'
import { PageHeader } from '../../../components/patterns/page-header.tsx'

export default function Loading() {
  return (
    <>
      <PageHeader title={catalogueCopy.title} description={catalogueCopy.description} />
      <CatalogueSkeleton />
    </>
  )
}
