import { OverviewPage } from '../../components/features/overview/overview.tsx'
import { overviewCopy as copy } from '../../components/features/overview/overview-copy.ts'
import { overviewQuery } from '../../components/features/overview/overview-query.ts'
import { Prefetched } from '../../components/patterns/prefetched.tsx'
import { serverCall } from '../../lib/console/server-api.ts'
import { requirePerson } from '../../lib/console/server-session.ts'

export const metadata = { title: copy.title }

export default async function Page() {
  await requirePerson()
  return (
    <Prefetched queries={[overviewQuery(serverCall)]}>
      <OverviewPage />
    </Prefetched>
  )
}
