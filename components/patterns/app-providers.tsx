'use client'

import { QueryCache, QueryClientProvider } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { isSignedOut } from '../../lib/console/api-error.ts'
import { createQueryClient } from '../../lib/console/query-client.ts'
import { routes } from '../../lib/console/routes.ts'
import { ToastProvider } from '../ui/toast.tsx'

/** A session that ended elsewhere shows when a page next asks for something: then sign-in, and back here. */
function leaveWhenSignedOut(error: Error): void {
  if (isSignedOut(error)) window.location.assign(routes.signIn(window.location.pathname + window.location.search))
}

export function AppProviders({ children }: { children: ReactNode }) {
  const [client] = useState(() => createQueryClient(new QueryCache({ onError: leaveWhenSignedOut })))
  return (
    <QueryClientProvider client={client}>
      <ToastProvider>{children}</ToastProvider>
    </QueryClientProvider>
  )
}
