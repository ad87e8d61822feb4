'use client'

import { useEffect, useState } from 'react'

/** Copies text and says so for two seconds. Without the clipboard (plain http away from loopback) it tells the caller. */
export function useCopied(): { copied: boolean; copy: (text: string) => Promise<boolean> } {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2_000)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = async (text: string): Promise<boolean> => {
    const done = await (navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard'))).then(
      () => true,
      () => false,
    )
    setCopied(done)
    return done
  }
  return { copied, copy }
}
