'use client'

import { useSyncExternalStore } from 'react'
import { completeAuthorization } from '../../../lib/contracts/operations/console.ts'
import { ReturnEndingCard, type CompletedAuthorization } from './return-ending.tsx'

const key = 'postern-ending'

/** Keeps the ending with this entry of the history, so that a reload shows it again. Nobody else can write it there. */
export const keepEnding = (result: CompletedAuthorization): void =>
  window.history.replaceState({ ...window.history.state, [key]: JSON.stringify(result) }, '')

const keptEnding = (): unknown => window.history.state?.[key]
const never = () => () => undefined

function read(kept: unknown): CompletedAuthorization | undefined {
  if (typeof kept !== 'string') return undefined
  try {
    return completeAuthorization.output.safeParse(JSON.parse(kept)).data
  } catch {
    return undefined
  }
}

/** The return page without a session: the ending that was shown here before, or that nothing is known. */
export function KeptEnding() {
  const kept = useSyncExternalStore(never, keptEnding, () => undefined)
  return <ReturnEndingCard result={read(kept) ?? { ending: 'unknown' }} />
}
