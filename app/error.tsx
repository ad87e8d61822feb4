'use client'

import { RouteError } from '../components/features/shell/route-error.tsx'

export default function RootError(props: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <main className="mx-auto max-w-2xl px-4 py-16">
      <RouteError {...props} />
    </main>
  )
}
