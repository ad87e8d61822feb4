'use client'

import { createContext, lazy, Suspense, use, useCallback, useState, type ReactNode } from 'react'
import type { ToastRequest } from './toast-viewport.tsx'

type ShowToast = (title: string, description?: string) => void

const ToastContext = createContext<ShowToast>(() => undefined)
/** Most visits see no toast: what shows them is loaded with the first one. */
const ToastViewport = lazy(async () => ({ default: (await import('./toast-viewport.tsx')).ToastViewport }))

/** The one toaster. Toasts confirm what can be seen already; what needs action stays on the page. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [requests, setRequests] = useState<readonly ToastRequest[]>([])
  const show = useCallback<ShowToast>((title, description) => {
    setRequests((earlier) => [...earlier, { title, description }])
  }, [])
  return (
    <ToastContext value={show}>
      {children}
      {requests.length > 0 && (
        <Suspense fallback={null}>
          <ToastViewport requests={requests} />
        </Suspense>
      )}
    </ToastContext>
  )
}

/** `toast('Gateway created.')` */
export const useToast = (): ShowToast => use(ToastContext)
