import type { Metadata } from 'next'
import { InvitePerson } from '../../../../components/features/people/invite-person.tsx'
import { peopleCopy } from '../../../../components/features/people/people-copy.ts'
import { PageHeader } from '../../../../components/patterns/page-header.tsx'
import { requirePerson } from '../../../../lib/console/server-session.ts'

export const metadata: Metadata = { title: peopleCopy.invite }

export default async function NewPersonPage() {
  await requirePerson('people.change')
  return (
    <>
      <PageHeader title={peopleCopy.invite} />
      <InvitePerson />
    </>
  )
}
