'use client'

import { useState } from 'react'
import { shortcuts, shortcutsCookie } from '../../../lib/console/shortcuts.ts'
import { Checkbox } from '../../ui/choice.tsx'
import { settingsCopy as copy } from './settings-copy.ts'

const oneYearSeconds = 31_536_000

export function ShortcutHelp({ initiallyOn }: { initiallyOn: boolean }) {
  const [on, setOn] = useState(initiallyOn)
  return (
    <div className="grid gap-4">
      <Checkbox
        id="shortcuts"
        label={copy.keyboardSwitch}
        checked={on}
        onChange={(event) => {
          setOn(event.target.checked)
          document.cookie = `${shortcutsCookie}=${event.target.checked ? 'on' : 'off'}; path=/; max-age=${oneYearSeconds}; samesite=lax`
        }}
      />
      <ul className="grid gap-2">
        {shortcuts.map(({ keys, label }) => (
          <li key={label} className="flex items-center justify-between gap-4">
            <span className="min-w-0">{label}</span>
            <span className="flex shrink-0 items-center gap-1.5 text-muted-foreground">
              {keys.map((key, index) => (
                <span key={index} className="flex items-center gap-1.5">
                  {index > 0 && <span className="text-xs">{copy.then}</span>}
                  <kbd className="min-w-6 rounded-sm border border-border bg-muted px-1.5 py-0.5 text-center font-mono text-xs text-foreground">
                    {key}
                  </kbd>
                </span>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}
