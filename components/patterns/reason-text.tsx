import { syncFailurePrefix } from '../../lib/contracts/targets.ts'
import { VisibleText } from './visible-text.tsx'

/** A status reason as a person needs it: the status beside it says already that a synchronization failed. */
export function ReasonText({ text }: { text: string }) {
  const words = text.startsWith(syncFailurePrefix) ? text.slice(syncFailurePrefix.length) : text
  return <VisibleText text={words.charAt(0).toUpperCase() + words.slice(1)} multiline />
}
