'use client'

import { useQuery } from '@tanstack/react-query'
import { mySignInsQuery, useUnlinkSignIn } from '../../../lib/console/queries/sign-in-queries.ts'
import { routes } from '../../../lib/console/routes.ts'
import { may } from '../../../lib/kernel/roles.ts'
import { ErrorNotice } from '../../patterns/error-notice.tsx'
import { usePerson } from '../../patterns/person-context.tsx'
import { Time } from '../../patterns/time.tsx'
import { VisibleText } from '../../patterns/visible-text.tsx'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Section } from '../../ui/card.tsx'
import { settingsCopy as copy } from './settings-copy.ts'

/** Accounts elsewhere with which the person signs in. */
export function MySignIns() {
  const person = usePerson()
  const { data, error, refetch } = useQuery(mySignInsQuery())
  const unlink = useUnlinkSignIn()
  return (
    <Section title={copy.signIns} description={copy.signInsText}>
      <div className="grid gap-4">
        {Boolean(error ?? unlink.error) && <ErrorNotice error={error ?? unlink.error} onRetry={() => void refetch()} />}
        <ul className="divide-y divide-border empty:hidden">
          {data?.map(({ linkId, label, issuer, providerName, lastUsedAt }) => (
            <li key={linkId} className="flex flex-wrap items-center justify-between gap-3 py-3 first:pt-0">
              <span className="grid min-w-0 gap-0.5">
                <VisibleText text={label} className="break-all" />
                <span className="text-xs break-all text-muted-foreground">
                  <VisibleText text={providerName === undefined ? issuer : `${providerName} · ${issuer}`} />{' '}
                  {lastUsedAt !== undefined && <Time at={lastUsedAt} />}
                </span>
              </span>
              <Button size="sm" busy={unlink.isPending} onClick={() => unlink.mutate(linkId)}>
                {copy.unlink}
              </Button>
            </li>
          ))}
        </ul>
        <div className="flex flex-wrap gap-2">
          <ButtonLink href={routes.linkSignIn()}>{copy.link}</ButtonLink>
          {may(person, 'settings.change') && (
            <ButtonLink href={routes.signInProviders()}>{copy.signInProviders}</ButtonLink>
          )}
        </div>
      </div>
    </Section>
  )
}
