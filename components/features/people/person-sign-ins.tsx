'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { personSignInsQuery, useTakeAwaySignIn } from '../../../lib/console/queries/people-queries.ts'
import type { PersonView } from '../../../lib/contracts/people.ts'
import type { SignInLink } from '../../../lib/contracts/sign-in.ts'
import { visibleText } from '../../../lib/kernel/visible-text.ts'
import { ConfirmDialog } from '../../patterns/confirm-dialog.tsx'
import { ErrorNotice } from '../../patterns/error-notice.tsx'
import { Time } from '../../patterns/time.tsx'
import { VisibleText } from '../../patterns/visible-text.tsx'
import { Button } from '../../ui/button.tsx'
import { Section } from '../../ui/card.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { useToast } from '../../ui/toast.tsx'
import { peopleCopy as copy } from './people-copy.ts'

const providerOf = ({ providerName, issuer }: SignInLink): string => providerName ?? issuer

/** The person's accounts at providers; an administrator takes one away. */
export function PersonSignIns({ person, readOnly }: { person: PersonView; readOnly: boolean }) {
  const { data, error, refetch } = useQuery(personSignInsQuery(person.userId))
  const takeAway = useTakeAwaySignIn(person.userId)
  const toast = useToast()
  const [asked, setAsked] = useState<SignInLink>()
  return (
    <Section title={copy.signIns} description={copy.signInsText}>
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton className="h-16" />}
      {data?.length === 0 && <p className="text-muted-foreground">{copy.noSignIns}</p>}
      <ul className="divide-y divide-border empty:hidden">
        {data?.map((link) => (
          <li key={link.linkId} className="flex flex-wrap items-center justify-between gap-3 py-3 first:pt-0 last:pb-0">
            <span className="grid min-w-0 gap-0.5">
              <VisibleText text={providerOf(link)} className="font-medium break-all" />
              <span className="break-all">
                <VisibleText text={link.label} />
              </span>
              <code className="font-mono text-xs break-all text-muted-foreground">{visibleText(link.subject)}</code>
              <span className="text-xs text-muted-foreground">
                {copy.lastUsed} {link.lastUsedAt === undefined ? copy.never : <Time at={link.lastUsedAt} />}
              </span>
            </span>
            {!readOnly && (
              <Button
                size="sm"
                aria-label={copy.takeAwayOf(visibleText(providerOf(link)))}
                onClick={() => setAsked(link)}
              >
                {copy.takeAway}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <ConfirmDialog
        open={asked !== undefined}
        onOpenChange={(open) => !open && setAsked(undefined)}
        title={copy.takeAwayTitle(visibleText(asked ? providerOf(asked) : ''))}
        confirmLabel={copy.takeAway}
        consequences={copy.takeAwayConsequences}
        onConfirm={async () => {
          if (asked) await takeAway.mutateAsync(asked.linkId)
          toast(copy.takenAway)
        }}
      />
    </Section>
  )
}
