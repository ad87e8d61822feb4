'use client'

import { useState } from 'react'
import { themeCookie, themes, type Theme } from '../../lib/console/theme.ts'
import { Radio } from '../ui/choice.tsx'
import { Fieldset } from '../ui/field.tsx'
import { patternsCopy as copy } from './patterns-copy.ts'

const oneYearSeconds = 31_536_000

/** Shows the choice at once and keeps it in a cookie, from which the server paints the next page right. */
export function ThemeSwitch({ initial }: { initial: Theme }) {
  const [theme, setTheme] = useState(initial)
  const choose = (next: Theme) => {
    setTheme(next)
    document.documentElement.dataset['theme'] = next
    document.cookie = `${themeCookie}=${next}; path=/; max-age=${oneYearSeconds}; samesite=lax`
  }
  return (
    <Fieldset legend={copy.theme.legend}>
      <div className="flex flex-wrap gap-x-6 gap-y-2">
        {themes.map((option) => (
          <Radio
            key={option}
            id={`theme-${option}`}
            name="theme"
            value={option}
            label={copy.theme[option]}
            checked={theme === option}
            onChange={() => choose(option)}
          />
        ))}
      </div>
    </Fieldset>
  )
}
