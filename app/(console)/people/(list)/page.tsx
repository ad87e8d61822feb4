import { UserPlus } from 'lucide-react'
import type { Metadata } from 'next'
import { peopleCopy } from '../../../../components/features/people/people-copy.ts'
import { PeopleList } from '../../../../components/features/people/people-list.tsx'
import { PageHeader } from '../../../../components/patterns/page-header.tsx'
import { Prefetched } from '../../../../components/patterns/prefetched.tsx'
import { GoButton } from '../../../../components/ui/go-button.tsx'
import { peopleQuery } from '../../../../lib/console/queries/people-queries.ts'
import { routes } from '../../../../lib/console/routes.ts'
import { serverCall } from '../../../../lib/console/server-api.ts'
import { requirePerson } from '../../../../lib/console/server-session.ts'
import { may } from '../../../../lib/kernel/roles.ts'

export const metadata: Metadata = { title: peopleCopy.title }

export default async function PeoplePage() {
  const person = await requirePerson('people.read')
  return (
    <Prefetched queries={[peopleQuery(serverCall)]}>
      <PageHeader
        title={peopleCopy.title}
        description={peopleCopy.description}
        action={
          may(person, 'people.change') && (
            <GoButton variant="primary" href={routes.newPerson()}>
              <UserPlus aria-hidden />
              {peopleCopy.invite}
            </GoButton>
          )
        }
      />
      <PeopleList />
    </Prefetched>
  )
}
