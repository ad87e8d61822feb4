'use client'

import { useQuery } from '@tanstack/react-query'
import { sessionsQuery, useEndSessions } from '../../lib/console/queries/people-queries.ts'
import type { ConsoleSessionView } from '../../lib/contracts/people.ts'
import { ErrorNotice } from './error-notice.tsx'
import { Time } from './time.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { Section } from '../ui/card.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { useToast } from '../ui/toast.tsx'
import { browserName, sessionCopy as copy } from './session-copy.ts'

/** Sessions of a person, or with `userId` undefined one's own. */
export function SessionList({ userId, readOnly }: { userId?: string; readOnly?: boolean }) {
  const { data, error, refetch } = useQuery(sessionsQuery(userId))
  const end = useEndSessions(userId)
  const toast = useToast()
  const endOne = async (sessionId?: string) => {
    await end.mutateAsync(sessionId)
    toast(copy.ended)
  }
  const sessions = data?.items
  const endable = sessions?.filter(({ current }) => !current) ?? []
  return (
    <Section
      title={copy.sessions}
      action={
        !readOnly &&
        endable.length > 0 && (
          <Button size="sm" busy={end.isPending} onClick={() => void endOne().catch(() => undefined)}>
            {userId === undefined ? copy.endOthers : copy.endAll}
          </Button>
        )
      }
    >
      {(error ?? end.error) && <ErrorNotice error={error ?? end.error} onRetry={() => void refetch()} />}
      {!sessions && !error && <Skeleton className="h-20" />}
      {sessions?.length === 0 && <p className="text-muted-foreground">{copy.noSessions}</p>}
      <ul className="divide-y divide-border">
        {sessions?.map((session) => (
          <SessionRow
            key={session.sessionId}
            session={session}
            onEnd={readOnly ? undefined : () => void endOne(session.sessionId).catch(() => undefined)}
          />
        ))}
      </ul>
    </Section>
  )
}

function SessionRow({ session, onEnd }: { session: ConsoleSessionView; onEnd: (() => void) | undefined }) {
  const name = browserName(session.userAgent)
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 py-3 first:pt-0 last:pb-0">
      <div className="grid min-w-0 gap-0.5">
        <span className="flex flex-wrap items-center gap-2 font-medium">
          {name}
          {session.current && <Badge tone="info">{copy.thisSession}</Badge>}
        </span>
        <span className="text-muted-foreground">
          Signed in <Time at={session.createdAt} />, ends <Time at={session.expiresAt} />
        </span>
      </div>
      {onEnd && !session.current && (
        <Button size="sm" onClick={onEnd} aria-label={`${copy.endSession}: ${name}`}>
          {copy.endSession}
        </Button>
      )}
    </li>
  )
}
