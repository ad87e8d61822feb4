'use client'

import { useCallback, useEffect, useRef, useState } from 'react'
import { call } from '../../../lib/console/api-client.ts'
import { completeAuthorization } from '../../../lib/contracts/operations/console.ts'
import { ErrorNotice } from '../../patterns/error-notice.tsx'
import { FocusCard } from '../../patterns/focus-card.tsx'
import { Button } from '../../ui/button.tsx'
import { Spinner } from '../../ui/spinner.tsx'
import { keepEnding } from './kept-ending.tsx'
import { returnCopy as copy } from './return-copy.ts'
import { ReturnEndingCard, type CompletedAuthorization } from './return-ending.tsx'

/**
 * Completes by itself with a same-origin POST. The session URI leaves the address bar first, so that it is neither shared
 * nor kept in the history. Until scripts run (or where they do not) the page is a form with one button.
 */
export function ReturnFlow({ sessionUri }: { sessionUri: string }) {
  const [started, setStarted] = useState(false)
  const [result, setResult] = useState<CompletedAuthorization>()
  const [failure, setFailure] = useState<unknown>()
  const begun = useRef(false)

  const complete = useCallback(async () => {
    setStarted(true)
    setFailure(undefined)
    try {
      const ending = await call(completeAuthorization, { sessionUri })
      keepEnding(ending)
      setResult(ending)
    } catch (error) {
      setFailure(error)
    }
  }, [sessionUri])

  useEffect(() => {
    if (begun.current) return
    begun.current = true
    window.history.replaceState(null, '', window.location.pathname)
    void complete()
  }, [complete])

  if (result) return <ReturnEndingCard result={result} />
  if (failure) {
    return (
      <FocusCard title={copy.failedTitle}>
        <ErrorNotice error={failure} onRetry={() => void complete()} />
      </FocusCard>
    )
  }
  if (started) {
    return (
      <FocusCard title={copy.workingTitle} icon={<Spinner className="size-6 text-link" />}>
        <p role="status" className="text-muted-foreground">
          {copy.working}
        </p>
      </FocusCard>
    )
  }
  return (
    <FocusCard title={copy.finishTitle} lead={copy.working}>
      <form method="post" action="/return/complete">
        <input type="hidden" name="session_id" value={sessionUri} />
        <Button type="submit" variant="primary" className="w-full">
          {copy.finish}
        </Button>
      </form>
    </FocusCard>
  )
}
