import type { ReactNode } from 'react'

/** Facts of one thing as term and value; entries without a value are left out. */
export function DetailList({ items }: { items: readonly { term: string; value: ReactNode }[] }) {
  return (
    <dl className="grid gap-x-6 gap-y-3 sm:grid-cols-[minmax(8rem,max-content)_1fr]">
      {items
        .filter(({ value }) => value !== undefined && value !== null && value !== false && value !== '')
        .map(({ term, value }) => (
          <div key={term} className="grid gap-x-6 gap-y-0.5 sm:col-span-2 sm:grid-cols-subgrid">
            <dt className="text-muted-foreground">{term}</dt>
            <dd className="min-w-0">{value}</dd>
          </div>
        ))}
    </dl>
  )
}
