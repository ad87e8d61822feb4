'use client'

import { ChevronsUpDown, CircleUser, LogOut } from 'lucide-react'
import { startTransition } from 'react'
import { Menu, MenuItem } from '../../ui/menu.tsx'
import { shellCopy as copy } from './shell-copy.ts'

export function UserMenu({ email, signOut }: { email: string; signOut: () => Promise<void> }) {
  return (
    <Menu
      trigger={
        <button
          type="button"
          aria-label={copy.account(email)}
          className="flex h-9 min-w-0 items-center gap-2 rounded-md px-2 text-left hover:bg-accent lg:w-full"
        >
          <CircleUser aria-hidden className="size-4.5 shrink-0 text-muted-foreground" />
          <span className="hidden min-w-0 flex-1 truncate sm:block">{email}</span>
          <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-muted-foreground" />
        </button>
      }
    >
      <p className="max-w-64 truncate px-2.5 py-1.5 text-xs text-muted-foreground">{email}</p>
      <MenuItem onSelect={() => startTransition(signOut)}>
        <LogOut aria-hidden />
        {copy.signOut}
      </MenuItem>
    </Menu>
  )
}
