'use client'

import { useEffect, useState } from 'react'
import { duration } from '../../lib/console/format.ts'
import { patternsCopy as copy } from './patterns-copy.ts'

/** Time left until an instant (ISO text). `onEnd` runs once when it has come. Not announced: it would speak every second. */
export function Countdown({ until, onEnd }: { until: string; onEnd?: () => void }) {
  const end = Date.parse(until)
  const [now, setNow] = useState(() => Date.now())
  const over = now >= end
  useEffect(() => {
    if (over) return
    const timer = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [over])
  useEffect(() => {
    if (over) onEnd?.()
  }, [over])
  return (
    <time role="timer" aria-live="off" dateTime={until} className="font-medium tabular-nums" suppressHydrationWarning>
      {over ? copy.expired : duration(end - now)}
    </time>
  )
}
