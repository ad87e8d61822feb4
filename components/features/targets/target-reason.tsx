import type { TargetStatus } from '../../../lib/contracts/targets.ts'
import { Notice } from '../../patterns/notice.tsx'
import { targetStatusView } from '../../patterns/target-status.ts'
import { ReasonText } from '../../patterns/reason-text.tsx'

/** What the status means and why it is so. It changes by itself while the page is open, so it is announced. */
export function TargetReason({ status, reasons = [] }: { status: TargetStatus; reasons?: readonly string[] }) {
  const { tone, meaning } = targetStatusView(status)
  const isQuiet = status === 'READY' && reasons.length === 0
  return (
    <div aria-live="polite" className={isQuiet ? 'sr-only' : undefined}>
      {isQuiet ? (
        <p>{meaning}</p>
      ) : (
        <Notice tone={tone === 'danger' || tone === 'warning' ? 'warning' : 'info'} title={meaning}>
          {reasons.map((reason) => (
            <p key={reason}>
              <ReasonText text={reason} />
            </p>
          ))}
        </Notice>
      )}
    </div>
  )
}
