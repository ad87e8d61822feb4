import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

/** What this is, why it is empty, and the one thing to do about it. */
export function EmptyState({
  icon: Icon,
  title,
  children,
  action,
}: {
  icon?: LucideIcon
  title: string
  children: ReactNode
  action?: ReactNode
}) {
  return (
    <div className="grid justify-items-center gap-2 px-5 py-12 text-center">
      {Icon && (
        <span className="mb-1 grid size-11 place-items-center rounded-full bg-accent text-accent-foreground">
          <Icon aria-hidden className="size-5" />
        </span>
      )}
      <p className="text-base font-semibold">{title}</p>
      <div className="max-w-md text-muted-foreground">{children}</div>
      {action && <div className="mt-3 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  )
}
