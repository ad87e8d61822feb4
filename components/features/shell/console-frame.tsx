import type { ReactNode } from 'react'
import { BrandMark } from '../../ui/brand.tsx'
import { ConsoleNav } from './console-nav.tsx'
import { shellCopy as copy } from './shell-copy.ts'
import { UserMenu } from './user-menu.tsx'

/** Navigation and the page beside it (wide) or under it (narrow). */
export function ConsoleFrame({
  email,
  signOut,
  children,
}: {
  email: string
  signOut: () => Promise<void>
  children: ReactNode
}) {
  return (
    <div className="lg:grid lg:min-h-dvh lg:grid-cols-[15rem_minmax(0,1fr)]">
      <a
        href="#content"
        className="sr-only rounded-md bg-popover px-3 py-2 font-medium focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-50"
      >
        {copy.skip}
      </a>
      <header className="border-b border-border bg-sidebar text-sidebar-foreground lg:border-r lg:border-b-0">
        <div className="lg:sticky lg:top-0 lg:flex lg:h-dvh lg:flex-col">
          <div className="flex items-center justify-between gap-3 px-4 pt-3 pb-2 lg:px-5 lg:pt-5">
            <span className="flex items-center gap-2.5 text-base font-semibold tracking-tight">
              <BrandMark className="size-6" />
              {copy.product}
            </span>
            <div className="min-w-0 lg:hidden">
              <UserMenu email={email} signOut={signOut} place="top" />
            </div>
          </div>
          <ConsoleNav />
          <div className="mt-auto hidden border-t border-border p-3 lg:block">
            <UserMenu email={email} signOut={signOut} place="bottom" />
          </div>
        </div>
      </header>
      <main id="content" tabIndex={-1} className="outline-none">
        <div className="mx-auto grid max-w-6xl gap-6 px-4 py-6 sm:px-6 lg:px-10 lg:py-9">{children}</div>
      </main>
    </div>
  )
}
