import { Card } from '../../ui/card.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'

/** The list in grey. */
export function ConnectionSkeleton() {
  return (
    <Card aria-busy className="divide-y divide-border">
      {[0, 1, 2].map((row) => (
        <div key={row} className="grid gap-3 px-4 py-4 sm:px-5">
          <Skeleton className="h-5 w-48" />
          <Skeleton className="h-4 w-64" />
          <Skeleton className="h-4 w-40" />
        </div>
      ))}
    </Card>
  )
}
