'use client'

import { Ellipsis } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../ui/button.tsx'
import { Menu } from '../ui/menu.tsx'

/** Actions at the end of a row; `label` carries the row's name ("Actions for payments"). Children are MenuItem and MenuLink. */
export function RowMenu({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Menu
      trigger={
        <Button variant="ghost" size="icon" aria-label={label}>
          <Ellipsis aria-hidden />
        </Button>
      }
    >
      {children}
    </Menu>
  )
}
