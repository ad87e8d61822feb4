import { ChevronLeft } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'

export interface PageHeaderProps {
  title: string
  /** One sentence. */
  description?: ReactNode
  /** The page's one primary button. */
  action?: ReactNode
  badge?: ReactNode
  /** The thing this one belongs to, by its own name; sections are reached by the navigation. */
  parent?: { href: string; label: string }
}

export function PageHeader({ title, description, action, badge, parent }: PageHeaderProps) {
  return (
    <header className="grid gap-1">
      {parent && (
        <Link
          href={parent.href}
          className="-ml-1 inline-flex w-fit max-w-full items-center gap-0.5 text-muted-foreground hover:text-foreground"
        >
          <ChevronLeft aria-hidden className="size-4 shrink-0" />
          <span className="truncate">{parent.label}</span>
        </Link>
      )}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="grid min-w-0 gap-1">
          <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
            <h1 className="min-w-0 text-xl font-semibold tracking-tight">{title}</h1>
            {badge}
          </div>
          {description && <p className="max-w-prose text-muted-foreground">{description}</p>}
        </div>
        {action && <div className="flex flex-wrap gap-2">{action}</div>}
      </div>
    </header>
  )
}
