import { Card } from '../../ui/card.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'

/** The list's layout in grey. */
export function CatalogueSkeleton() {
  return (
    <Card>
      <div role="status" aria-busy aria-label="Loading tools" className="divide-y divide-border">
        {['first', 'second', 'third', 'fourth'].map((row) => (
          <div key={row} className="grid gap-2.5 px-4 py-4 sm:px-5">
            <Skeleton className="h-5 w-40" />
            <Skeleton className="h-4 w-3/4" />
            <Skeleton className="h-4 w-64 max-w-full" />
          </div>
        ))}
      </div>
    </Card>
  )
}
