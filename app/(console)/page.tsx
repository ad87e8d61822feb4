import { redirect } from 'next/navigation'
import { OverviewPage } from '../../components/features/overview/overview.tsx'
import { overviewCopy as copy } from '../../components/features/overview/overview-copy.ts'
import { overviewQuery } from '../../components/features/overview/overview-query.ts'
import { Prefetched } from '../../components/patterns/prefetched.tsx'
import { may } from '../../lib/kernel/roles.ts'
import { serverCall } from '../../lib/console/server-api.ts'
import { routes } from '../../lib/console/routes.ts'
import { requirePerson } from '../../lib/console/server-session.ts'

export const metadata = { title: copy.title }

export default async function Page() {
  const person = await requirePerson()
  if (!may(person, 'gateways.read')) redirect(routes.connections())
  return (
    <Prefetched queries={[overviewQuery(serverCall)]}>
      <OverviewPage />
    </Prefetched>
  )
}
