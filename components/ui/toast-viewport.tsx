'use client'

import { Toast as Base } from '@base-ui/react/toast'
import { CircleCheck, X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { buttonClass } from './button.tsx'

export interface ToastRequest {
  title: string
  description?: string
}

/**
 * Shows each request once, at most three at a time, in a polite live region. Presses go through to the page below (all but
 * the one on Dismiss): on a phone a toast lies over the last buttons of a page.
 */
export function ToastViewport({ requests }: { requests: readonly ToastRequest[] }) {
  return (
    <Base.Provider limit={3} timeout={6_000}>
      <Base.Portal>
        <Base.Viewport className="pointer-events-none fixed right-4 bottom-4 z-50 grid w-[calc(100vw-2rem)] max-w-sm gap-2">
          <ToastList requests={requests} />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  )
}

function ToastList({ requests }: { requests: readonly ToastRequest[] }) {
  const { toasts, add } = Base.useToastManager()
  const shown = useRef(0)
  useEffect(() => {
    for (const request of requests.slice(shown.current)) add(request)
    shown.current = requests.length
  }, [requests, add])
  return toasts.map((toast) => (
    <Base.Root
      key={toast.id}
      toast={toast}
      className="rounded-lg border border-border bg-popover text-popover-foreground shadow-lg transition-opacity data-ending-style:opacity-0 data-limited:hidden data-starting-style:opacity-0"
    >
      <Base.Content className="flex items-start gap-2.5 p-3.5 pr-2">
        <CircleCheck aria-hidden className="mt-0.75 size-4 shrink-0 text-success-foreground" />
        <div className="min-w-0 flex-1">
          <Base.Title className="font-medium" />
          <Base.Description className="text-muted-foreground" />
        </div>
        <Base.Close
          aria-label="Dismiss"
          className={buttonClass({ variant: 'ghost', size: 'icon' }, 'pointer-events-auto -my-1')}
        >
          <X aria-hidden />
        </Base.Close>
      </Base.Content>
    </Base.Root>
  ))
}
