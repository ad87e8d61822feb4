'use client'

import { Toast as Base } from '@base-ui/react/toast'
import { CircleCheck, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { buttonClass } from './button.tsx'

function ToastList() {
  const { toasts } = Base.useToastManager()
  return toasts.map((toast) => (
    <Base.Root
      key={toast.id}
      toast={toast}
      className="pointer-events-auto rounded-lg border border-border bg-popover text-popover-foreground shadow-lg transition-opacity data-ending-style:opacity-0 data-limited:hidden data-starting-style:opacity-0"
    >
      <Base.Content className="flex items-start gap-2.5 p-3.5 pr-2">
        <CircleCheck aria-hidden className="mt-0.75 size-4 shrink-0 text-success-foreground" />
        <div className="min-w-0 flex-1 break-words">
          <Base.Title className="font-medium" />
          <Base.Description className="text-muted-foreground" />
        </div>
        <Base.Close aria-label="Dismiss" className={buttonClass({ variant: 'ghost', size: 'icon' }, '-my-1')}>
          <X aria-hidden />
        </Base.Close>
      </Base.Content>
    </Base.Root>
  ))
}

/** The one toaster. Toasts confirm what can be seen already; what needs action stays on the page. */
export function ToastProvider({ children }: { children: ReactNode }) {
  return (
    <Base.Provider limit={3} timeout={6_000}>
      {children}
      <Base.Portal>
        <Base.Viewport className="pointer-events-none fixed right-4 bottom-4 z-50 grid w-[calc(100vw-2rem)] max-w-sm gap-2">
          <ToastList />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  )
}

/** `toast('Gateway created.')` */
export function useToast(): (title: string, description?: string) => void {
  const manager = Base.useToastManager()
  return (title, description) => void manager.add({ title, description })
}
