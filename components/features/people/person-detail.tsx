'use client'

import { useQuery } from '@tanstack/react-query'
import { useForm } from 'react-hook-form'
import { personQuery, useUpdatePerson } from '../../../lib/console/queries/people-queries.ts'
import { fieldFor, wireResolver } from '../../../lib/console/wire-form.ts'
import type { PersonView } from '../../../lib/contracts/people.ts'
import type { RoleSource } from '../../../lib/contracts/sign-in.ts'
import { visibleText } from '../../../lib/kernel/visible-text.ts'
import { DetailList } from '../../patterns/detail-list.tsx'
import { ErrorNotice } from '../../patterns/error-notice.tsx'
import { FormShell } from '../../patterns/form-shell.tsx'
import { Notice } from '../../patterns/notice.tsx'
import { PageHeader } from '../../patterns/page-header.tsx'
import { PageSkeleton } from '../../patterns/page-skeleton.tsx'
import { Time } from '../../patterns/time.tsx'
import { VisibleText } from '../../patterns/visible-text.tsx'
import { Section } from '../../ui/card.tsx'
import { useToast } from '../../ui/toast.tsx'
import { peopleCopy as copy, roleWords } from './people-copy.ts'
import { PersonStatus } from './people-columns.tsx'
import { PersonAccess } from './person-access.tsx'
import { personForm, personValues, toUpdate, type PersonFormValues } from './person-form-model.ts'
import { GivenRole, GrantFields } from './person-fields.tsx'
import { PersonSignIns } from './person-sign-ins.tsx'
import { SessionList } from '../../patterns/session-list.tsx'

export function PersonDetail({ userId, readOnly }: { userId: string; readOnly: boolean }) {
  const { data: person, error, refetch } = useQuery(personQuery(userId))
  if (!person)
    return error ? (
      <>
        <PageHeader title="Person" />
        <ErrorNotice error={error} onRetry={() => void refetch()} />
      </>
    ) : (
      <PageSkeleton />
    )
  return (
    <div className="grid gap-6">
      <PageHeader title={person.email} badge={<PersonStatus status={person.status} />} />
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      <Facts person={person} />
      {!readOnly && (
        <Section title={copy.grant}>
          <div className="max-w-2xl" key={JSON.stringify([person.role, person.gatewayIds, person.roleSetBy])}>
            {person.roleSetBy ? (
              <GivenGrant person={person} source={person.roleSetBy} />
            ) : (
              <GrantForm person={person} />
            )}
          </div>
        </Section>
      )}
      <PersonSignIns person={person} readOnly={readOnly} />
      <SessionList userId={userId} readOnly={readOnly} />
      {!readOnly && <PersonAccess person={person} />}
    </div>
  )
}

function Facts({ person }: { person: PersonView }) {
  return (
    <Section title="Facts">
      <DetailList
        items={[
          { term: copy.role, value: roleWords[person.role].label },
          { term: copy.roleFrom, value: person.roleSetBy && <VisibleText text={copy.roleSetBy(person.roleSetBy)} /> },
          { term: copy.gateways, value: person.gatewayIds?.join(', ') ?? copy.allGateways },
          { term: 'Added', value: <Time at={person.createdAt} /> },
          { term: 'Last sign-in', value: person.lastSignInAt ? <Time at={person.lastSignInAt} /> : 'Never' },
          { term: 'Link works until', value: person.invitedUntil && <Time at={person.invitedUntil} /> },
        ]}
      />
    </Section>
  )
}

/** What a provider's groups say, to be read, with why it cannot be chosen. */
function GivenGrant({ person, source }: { person: PersonView; source: RoleSource }) {
  return (
    <div className="grid gap-6">
      <Notice tone="info" title={visibleText(copy.roleSetBy(source))}>
        <p className="wrap-anywhere">
          <VisibleText text={copy.roleSetByText(source.providerName)} />
        </p>
      </Notice>
      <GivenRole role={person.role} />
    </div>
  )
}

function GrantForm({ person }: { person: PersonView }) {
  const update = useUpdatePerson()
  const toast = useToast()
  const wire = personForm(person)
  const form = useForm<PersonFormValues>({ defaultValues: personValues(person), resolver: wireResolver(wire) })
  return (
    <FormShell
      form={form}
      submitLabel={copy.save}
      fieldOf={(member) => fieldFor(wire, member)}
      onSubmit={async (values) => {
        await update.mutateAsync(toUpdate(values, person))
        toast(copy.saved)
        form.reset(values)
      }}
    >
      <GrantFields />
    </FormShell>
  )
}
