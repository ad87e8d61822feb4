import { Ban, CircleDot, FileDiff } from 'lucide-react'
import type { Approval } from '../../lib/contracts/approvals.ts'
import { Badge } from '../ui/badge.tsx'
import { reviewCopy, stateWords } from './review-copy.ts'

/** Only what waits for a review is marked. */
export function ApprovalBadge({ approval }: { approval: Approval }) {
  if (approval.state !== 'changed' && approval.state !== 'new') return null
  return (
    <>
      <Badge tone="warning" icon={approval.state === 'changed' ? FileDiff : CircleDot}>
        {stateWords[approval.state]}
      </Badge>
      {!approval.served && (
        <Badge tone="danger" icon={Ban}>
          {reviewCopy.notServed}
        </Badge>
      )}
    </>
  )
}
