import type { Metadata } from 'next'
import { peopleCopy } from '../../../../components/features/people/people-copy.ts'
import { PersonDetail } from '../../../../components/features/people/person-detail.tsx'
import { Prefetched } from '../../../../components/patterns/prefetched.tsx'
import { personQuery, personSignInsQuery, sessionsQuery } from '../../../../lib/console/queries/people-queries.ts'
import { serverCall } from '../../../../lib/console/server-api.ts'
import { loadPerson, orLater } from '../../../../lib/console/server-load.ts'
import { requirePerson } from '../../../../lib/console/server-session.ts'
import { may } from '../../../../lib/kernel/roles.ts'

interface Props {
  params: Promise<{ userId: string }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  await requirePerson('people.read')
  const person = await orLater(loadPerson((await params).userId))
  return { title: `${person?.email ?? 'Person'} · ${peopleCopy.title}` }
}

export default async function PersonPage({ params }: Props) {
  const me = await requirePerson('people.read')
  const { userId } = await params
  await orLater(loadPerson(userId))
  return (
    <Prefetched
      queries={[
        personQuery(userId, serverCall),
        sessionsQuery(userId, serverCall),
        personSignInsQuery(userId, serverCall),
      ]}
    >
      <PersonDetail userId={userId} readOnly={!may(me, 'people.change')} />
    </Prefetched>
  )
}
