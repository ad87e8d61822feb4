import type { ReactNode } from 'react'
import { BrandMark } from '../../ui/brand.tsx'
import { shellCopy as copy } from './shell-copy.ts'

/** One thing to do on the page, and nothing beside it. */
export function FocusFrame({ children }: { children: ReactNode }) {
  return (
    <div className="grid min-h-dvh grid-rows-[auto_1fr] px-4 py-6 sm:py-10">
      <header className="flex items-center justify-center gap-2.5 text-base font-semibold tracking-tight">
        <BrandMark className="size-6" />
        {copy.product}
      </header>
      <main className="mx-auto w-full max-w-lg self-start pt-6 pb-10 sm:pt-12">{children}</main>
    </div>
  )
}
