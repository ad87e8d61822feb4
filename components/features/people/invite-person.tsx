'use client'

import { useState } from 'react'
import { useForm } from 'react-hook-form'
import type { z } from 'zod'
import { useInvitePerson } from '../../../lib/console/queries/people-queries.ts'
import { routes } from '../../../lib/console/routes.ts'
import { fieldFor, wireResolver } from '../../../lib/console/wire-form.ts'
import type { invitedSchema } from '../../../lib/contracts/people.ts'
import { CopyField } from '../../patterns/copy-field.tsx'
import { TextField } from '../../patterns/form-fields.tsx'
import { FormShell } from '../../patterns/form-shell.tsx'
import { Notice } from '../../patterns/notice.tsx'
import { ButtonLink } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { peopleCopy as copy } from './people-copy.ts'
import { emptyPerson, invitationForm, toInvitation, type PersonFormValues } from './person-form-model.ts'
import { GrantFields } from './person-fields.tsx'

export function InvitePerson() {
  const [invited, setInvited] = useState<z.output<typeof invitedSchema>>()
  return (
    <Card className="max-w-2xl p-4 sm:p-6">
      {invited ? <InvitationLink {...invited} /> : <InvitationForm onInvited={setInvited} />}
    </Card>
  )
}

function InvitationForm({ onInvited }: { onInvited: (invited: z.output<typeof invitedSchema>) => void }) {
  const invite = useInvitePerson()
  const form = useForm<PersonFormValues>({ defaultValues: emptyPerson, resolver: wireResolver(invitationForm) })
  return (
    <FormShell
      form={form}
      submitLabel={copy.invite}
      cancelHref={routes.people()}
      fieldOf={(member) => fieldFor(invitationForm, member)}
      onSubmit={async (values) => onInvited(await invite.mutateAsync(toInvitation(values)))}
    >
      <TextField name="email" label={copy.email} hint={copy.emailHint} type="email" />
      <GrantFields />
    </FormShell>
  )
}

/** The link leaves with this page: it is stored nowhere. */
function InvitationLink({ person, link }: z.output<typeof invitedSchema>) {
  return (
    <div className="grid gap-5">
      <Notice tone="success" title={copy.linkTitle(person.email)} />
      {link && <CopyField label={copy.link} value={link} hint={copy.linkHint} />}
      <ButtonLink href={routes.person(person.userId)} className="w-fit">
        {copy.linkDone}
      </ButtonLink>
    </div>
  )
}
