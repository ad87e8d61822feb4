import type { ReactNode } from 'react'

/** A whole page that says why there is none. */
export function PageProblem({ title, children, action }: { title: string; children: ReactNode; action: ReactNode }) {
  return (
    <div className="grid max-w-prose gap-3 py-6">
      <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
      <div className="grid gap-2 text-muted-foreground">{children}</div>
      <div className="mt-2">{action}</div>
    </div>
  )
}
