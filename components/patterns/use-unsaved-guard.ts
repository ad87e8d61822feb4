'use client'

import { useEffect } from 'react'

/** While `active`, leaving the document asks first. In-app links are the person's own choice and are not held up. */
export function useUnsavedGuard(active: boolean): void {
  useEffect(() => {
    if (!active) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [active])
}
