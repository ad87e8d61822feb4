'use client'

import { Button } from '../../ui/button.tsx'
import { PageProblem } from './page-problem.tsx'
import { shellCopy as copy } from './shell-copy.ts'

/** The last of three levels of errors: a whole page failed. `digest` finds it in the console's log. */
export function RouteError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <PageProblem
      title={copy.errorTitle}
      action={
        <Button variant="primary" onClick={reset}>
          {copy.retry}
        </Button>
      }
    >
      <p role="alert">{copy.errorText}</p>
      {error.digest && (
        <p className="text-xs">
          {copy.reference} <code className="font-mono select-all">{error.digest}</code>
        </p>
      )}
    </PageProblem>
  )
}
