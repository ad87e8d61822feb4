'use client'

import {
  DoorOpen,
  KeyRound,
  Laptop,
  LayoutDashboard,
  Plug,
  Settings,
  SquareLibrary,
  Users,
  type LucideIcon,
} from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { useEffect, useRef } from 'react'
import { cx } from '../../../lib/console/cx.ts'
import { may } from '../../../lib/kernel/roles.ts'
import { usePerson } from '../../patterns/person-context.tsx'
import { sections, shellCopy as copy } from './shell-copy.ts'

const icons: Record<(typeof sections)[number]['icon'], LucideIcon> = {
  overview: LayoutDashboard,
  gateways: DoorOpen,
  oauthClients: KeyRound,
  mcpClients: Laptop,
  catalogue: SquareLibrary,
  connections: Plug,
  people: Users,
  settings: Settings,
}

const isWithin = (path: string, href: string): boolean =>
  href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`)

/** A column on wide screens, a row that scrolls on narrow ones; the same links, so that each exists once. */
export function ConsoleNav() {
  const person = usePerson()
  const path = usePathname()
  const list = useRef<HTMLUListElement>(null)
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [path])
  return (
    <nav aria-label={copy.navigation} className="overflow-x-auto lg:overflow-visible">
      <ul ref={list} className="flex gap-1 px-3 pb-2 lg:flex-col lg:p-3">
        {sections
          .filter(({ action }) => may(person, action))
          .map(({ label, href, icon }) => {
            const Icon = icons[icon]
            const current = isWithin(path, href)
            return (
              <li key={href}>
                <Link
                  href={href}
                  aria-current={current ? 'page' : undefined}
                  className={cx(
                    'flex h-8.5 items-center gap-2.5 rounded-md px-2.5 whitespace-nowrap transition-colors -outline-offset-2',
                    current
                      ? 'bg-accent font-semibold text-foreground'
                      : 'text-muted-foreground hover:bg-accent hover:text-foreground',
                  )}
                >
                  <Icon aria-hidden className={cx('hidden size-4 shrink-0 sm:block', current && 'text-link')} />
                  {label}
                </Link>
              </li>
            )
          })}
      </ul>
    </nav>
  )
}
