'use client'

import { useRouter } from 'next/navigation'
import type { ReactNode } from 'react'
import { useDeletePerson, useRenewInvitation, useUpdatePerson } from '../../../lib/console/queries/people-queries.ts'
import { routes } from '../../../lib/console/routes.ts'
import type { PersonView } from '../../../lib/contracts/people.ts'
import { ConfirmButton } from '../../patterns/confirm-dialog.tsx'
import { CopyField } from '../../patterns/copy-field.tsx'
import { ErrorNotice } from '../../patterns/error-notice.tsx'
import { Button } from '../../ui/button.tsx'
import { Section } from '../../ui/card.tsx'
import { GoButton } from '../../ui/go-button.tsx'
import { useToast } from '../../ui/toast.tsx'
import { peopleCopy as copy } from './people-copy.ts'
import { personValues, toUpdate } from './person-form-model.ts'

/** What an administrator can do about a person's way in. */
export function PersonAccess({ person }: { person: PersonView }) {
  const renew = useRenewInvitation()
  const update = useUpdatePerson()
  const toast = useToast()
  const isDisabled = person.status === 'disabled'
  const setDisabled = async (disabled: boolean) => {
    await update.mutateAsync({ ...toUpdate(personValues(person), person), disabled })
    toast(disabled ? copy.disabled : copy.enabled)
  }
  const failure = renew.error ?? update.error
  return (
    <Section title={copy.access}>
      <div className="grid gap-5">
        {failure && <ErrorNotice error={failure} />}
        {!isDisabled && (
          <Act text={copy.newLinkText}>
            <Button busy={renew.isPending} onClick={() => renew.mutate(person.userId)}>
              {copy.newLink}
            </Button>
          </Act>
        )}
        {renew.data?.link && <CopyField label={copy.link} value={renew.data.link} hint={copy.linkHint} />}
        <Act text={copy.connectionsText}>
          <GoButton href={routes.everyonesConnections(person.email)}>{copy.showConnections}</GoButton>
        </Act>
        <Act text={isDisabled ? copy.enableText : copy.disableText}>
          <Button busy={update.isPending} onClick={() => void setDisabled(!isDisabled).catch(() => undefined)}>
            {isDisabled ? copy.enable : copy.disable}
          </Button>
        </Act>
        <RemovePerson person={person} />
      </div>
    </Section>
  )
}

function Act({ text, children }: { text: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      <p className="max-w-prose text-muted-foreground">{text}</p>
      {children}
    </div>
  )
}

function RemovePerson({ person: { userId, email } }: { person: PersonView }) {
  const router = useRouter()
  const toast = useToast()
  const remove = useDeletePerson()
  return (
    <Act text={copy.removeText}>
      <ConfirmButton
        title={copy.removeTitle(email)}
        confirmLabel={copy.remove}
        consequences={copy.removeConsequences}
        onConfirm={async () => {
          await remove.mutateAsync(userId)
          toast(copy.removed)
          router.push(routes.people())
        }}
      />
    </Act>
  )
}
