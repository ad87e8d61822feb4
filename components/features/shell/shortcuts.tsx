'use client'

import { useRouter } from 'next/navigation'
import { useEffect } from 'react'
import { readShortcutsOn, shortcuts, shortcutsCookie } from '../../../lib/console/shortcuts.ts'

const sequenceMs = 1_000

const cookieValue = (name: string): string | undefined =>
  document.cookie
    .split('; ')
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1)

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

/** Listens for the single-key shortcuts, unless somebody types or has turned them off. */
export function Shortcuts() {
  const router = useRouter()
  useEffect(() => {
    let first: { key: string; at: number } | undefined
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return
      if (isTyping(event.target) || !readShortcutsOn(cookieValue(shortcutsCookie))) return
      if (event.key === '/') {
        const search = document.querySelector<HTMLInputElement>('main input[type="search"]')
        if (search) event.preventDefault()
        search?.focus()
        return
      }
      const begun = first && event.timeStamp - first.at < sequenceMs ? first.key : undefined
      const hit = shortcuts.find(({ keys }) => keys.length === 2 && keys[0] === begun && keys[1] === event.key)
      first = hit ? undefined : { key: event.key, at: event.timeStamp }
      if (hit?.href) router.push(hit.href)
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [router])
  return null
}
