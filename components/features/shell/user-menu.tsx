import { ChevronsUpDown, CircleUser, LogOut } from 'lucide-react'
import { useId } from 'react'
import { cx } from '../../../lib/console/cx.ts'
import { Button } from '../../ui/button.tsx'
import { shellCopy as copy } from './shell-copy.ts'

const places = { top: 'top-13 right-3 left-auto bottom-auto', bottom: 'bottom-16 left-3 top-auto right-auto' } as const

/** The browser's own popover: it is on every page, so it costs no script and works without. */
export function UserMenu({
  email,
  signOut,
  place,
}: {
  email: string
  signOut: () => Promise<void>
  /** The corner of the window in which the button stands. */
  place: keyof typeof places
}) {
  const id = useId()
  return (
    <>
      <button
        type="button"
        popoverTarget={id}
        aria-label={copy.account(email)}
        className="flex h-9 min-w-0 items-center gap-2 rounded-md px-2 text-left hover:bg-accent lg:w-full"
      >
        <CircleUser aria-hidden className="size-4.5 shrink-0 text-muted-foreground" />
        <span className="hidden min-w-0 flex-1 truncate sm:block">{email}</span>
        <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-muted-foreground" />
      </button>
      <div
        id={id}
        popover="auto"
        className={cx(
          'fixed w-54 max-w-[calc(100vw-1.5rem)] rounded-lg border border-border bg-popover p-1.5 text-popover-foreground shadow-lg',
          places[place],
        )}
      >
        <p className="truncate px-2.5 py-1.5 text-xs text-muted-foreground">{email}</p>
        <form action={signOut}>
          <Button type="submit" variant="ghost" size="sm" className="w-full justify-start">
            <LogOut aria-hidden />
            {copy.signOut}
          </Button>
        </form>
      </div>
    </>
  )
}
