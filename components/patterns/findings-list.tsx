import { TriangleAlert } from 'lucide-react'
import type { Finding } from '../../lib/contracts/approvals.ts'
import { reviewCopy as copy } from './review-copy.ts'
import { VisibleText } from './visible-text.tsx'

/** What rules found suspicious in a definition. */
export function FindingsList({ findings }: { findings: readonly Finding[] }) {
  if (findings.length === 0) return null
  return (
    <div className="grid min-w-0 gap-1.5 rounded-md bg-warning p-3 text-warning-foreground">
      <p className="flex items-center gap-2 font-semibold">
        <TriangleAlert aria-hidden className="size-4 shrink-0" />
        {copy.findings}
      </p>
      <ul className="grid min-w-0 gap-1">
        {findings.map((finding, index) => (
          <li key={index} className="min-w-0 break-words">
            {finding.message}{' '}
            <code className="font-mono text-xs break-all">
              {finding.member && <VisibleText text={finding.member} />}
            </code>
            {finding.excerpt && (
              <>
                {': '}
                <q className="font-mono text-xs break-all">
                  <VisibleText text={finding.excerpt} />
                </q>
              </>
            )}
          </li>
        ))}
      </ul>
      <p className="text-xs">{copy.findingsHint}</p>
    </div>
  )
}
