'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { cx } from '../../lib/console/cx.ts'

/** Tabs are addresses: they survive reload and can be shared. */
export function TabLinks({ label, tabs }: { label: string; tabs: readonly { href: string; label: string }[] }) {
  const path = usePathname()
  return (
    <nav aria-label={label} className="overflow-x-auto border-b border-border">
      <ul className="flex gap-5">
        {tabs.map((tab) => (
          <li key={tab.href}>
            <Link
              href={tab.href}
              aria-current={path === tab.href ? 'page' : undefined}
              className={cx(
                'block border-b-2 py-2 font-medium whitespace-nowrap',
                path === tab.href
                  ? 'border-primary text-foreground'
                  : 'border-transparent text-muted-foreground hover:text-foreground',
              )}
            >
              {tab.label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
