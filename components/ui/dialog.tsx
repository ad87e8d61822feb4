'use client'

import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { buttonClass } from './button.tsx'
import { backdropClass, popupClass } from './popup-class.ts'

/** For one focused input. While `busy`, nothing closes it. */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  busy,
  children,
}: {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  description?: ReactNode
  busy?: boolean
  children: ReactNode
}) {
  return (
    <Base.Root open={open} onOpenChange={(next) => (busy ? undefined : onOpenChange(next))}>
      <Base.Portal>
        <Base.Backdrop className={backdropClass} />
        <Base.Popup className={popupClass}>
          <Base.Title className="pr-8 text-lg font-semibold">{title}</Base.Title>
          {description && <Base.Description className="mt-1 text-muted-foreground">{description}</Base.Description>}
          <Base.Close
            disabled={busy}
            aria-label="Close"
            className={buttonClass({ variant: 'ghost', size: 'icon' }, 'absolute top-3 right-3')}
          >
            <X aria-hidden />
          </Base.Close>
          <div className="mt-4">{children}</div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
