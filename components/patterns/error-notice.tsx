import { CircleAlert } from 'lucide-react'
import { ApiError, isSignedOut } from '../../lib/console/api-error.ts'
import { Button } from '../ui/button.tsx'
import { patternsCopy as copy } from './patterns-copy.ts'

/** The words of a refusal. Faults of the page itself say no more than that: their text is for developers. */
export function errorText(error: unknown): string {
  if (isSignedOut(error)) return copy.signedOut
  return error instanceof ApiError ? error.message : copy.unknownError
}

/** What failed, what to do, the request id for whoever helps, and a way to try again where trying can help. */
export function ErrorNotice({
  error,
  title = copy.errorTitle,
  onRetry,
}: {
  error: unknown
  title?: string
  onRetry?: () => void
}) {
  const requestId = error instanceof ApiError ? error.requestId : undefined
  return (
    <div role="alert" className="flex gap-3 rounded-md bg-danger p-3.5 text-danger-foreground">
      <CircleAlert aria-hidden className="mt-0.5 size-4.5 shrink-0" />
      <div className="grid min-w-0 grid-cols-1 gap-1">
        <p className="font-semibold">{title}</p>
        <p>{errorText(error)}</p>
        {error instanceof ApiError &&
          error.fieldList.map((problem) => (
            <p key={problem.name}>
              <code className="font-mono text-xs">{problem.name}</code>: {problem.message}
            </p>
          ))}
        {requestId && (
          <p className="text-xs break-all">
            {copy.requestId} <code className="font-mono select-all">{requestId}</code>
          </p>
        )}
        {onRetry && (
          <Button size="sm" className="mt-1.5 w-fit" onClick={onRetry}>
            {copy.retry}
          </Button>
        )}
      </div>
    </div>
  )
}
