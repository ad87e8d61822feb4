import { VisibleText } from './visible-text.tsx'

/** Scopes as their provider spells them. */
export function ScopeList({ scopes }: { scopes: readonly string[] }) {
  return (
    <ul className="flex flex-wrap gap-1.5">
      {scopes.map((scope) => (
        <li key={scope} className="max-w-full rounded-sm bg-muted px-1.5 py-0.5 font-mono text-xs">
          <VisibleText text={scope} className="break-all" />
        </li>
      ))}
    </ul>
  )
}
