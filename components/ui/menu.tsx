'use client'

import { Menu as Base } from '@base-ui/react/menu'
import Link from 'next/link'
import type { ReactElement, ReactNode } from 'react'
import { cx } from '../../lib/console/cx.ts'
import { floatingClass } from './popup-class.ts'

const itemClass =
  'flex min-h-8 w-full cursor-pointer items-center gap-2 rounded-sm px-2.5 py-1 text-left outline-none ' +
  'data-disabled:opacity-55 data-highlighted:bg-accent [&_svg]:size-4 [&_svg]:shrink-0'

/** `trigger` is a `<button>` element with its own accessible name. */
export function Menu({ trigger, children }: { trigger: ReactElement; children: ReactNode }) {
  return (
    <Base.Root modal={false}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align="end" className="z-40 outline-none">
          <Base.Popup className={cx(floatingClass, 'max-w-[calc(100vw-1rem)] min-w-44 p-1 outline-none')}>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

export function MenuItem({
  onSelect,
  destructive,
  disabled,
  children,
}: {
  onSelect: () => void
  destructive?: boolean
  disabled?: boolean
  children: ReactNode
}) {
  return (
    <Base.Item
      onClick={onSelect}
      disabled={disabled}
      className={cx(itemClass, destructive && 'text-danger-foreground')}
    >
      {children}
    </Base.Item>
  )
}

export function MenuLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Base.LinkItem closeOnClick render={<Link href={href} />} className={itemClass}>
      {children}
    </Base.LinkItem>
  )
}
