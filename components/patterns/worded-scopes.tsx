import { cx } from '../../lib/console/cx.ts'
import { scopeCopy, scopeWords } from './scope-copy.ts'
import { VisibleText } from './visible-text.tsx'

/** Each scope in words where there are some, and always as the provider spells it. */
export function WordedScopes({ scopes, emphasis = false }: { scopes: readonly string[]; emphasis?: boolean }) {
  if (scopes.length === 0) return scopeCopy.none
  return (
    <ul className="grid gap-1">
      {scopes.map((scope) => (
        <li key={scope} className="flex flex-wrap items-baseline gap-x-2">
          {scopeWords[scope] && <span>{scopeWords[scope]}</span>}
          <code className={cx('font-mono text-xs break-all', emphasis ? 'font-semibold' : 'text-muted-foreground')}>
            <VisibleText text={scope} />
          </code>
        </li>
      ))}
    </ul>
  )
}
