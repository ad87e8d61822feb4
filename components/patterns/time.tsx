'use client'

import { useEffect, useState } from 'react'
import { relativeTime, toDate } from '../../lib/console/format.ts'

/** Relative in words with the instant in `title`. Server and browser clocks differ, hence the tolerated mismatch. */
export function Time({ at }: { at: string | number }) {
  const date = toDate(at)
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 30_000)
    return () => clearInterval(timer)
  }, [])
  return (
    <time
      dateTime={date.toISOString()}
      title={date.toISOString()}
      className="whitespace-nowrap"
      suppressHydrationWarning
    >
      {relativeTime(date, now)}
    </time>
  )
}
