import { Card } from '../../ui/card.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'

/** The detail page's layout in grey. */
export function GatewaySkeleton() {
  return (
    <div className="grid gap-6" role="status" aria-busy aria-label="Loading gateway">
      <h1 className="sr-only">Gateway</h1>
      <Skeleton className="h-8 w-56" />
      <Card className="grid gap-5 p-4 sm:p-5 lg:grid-cols-2">
        <Skeleton className="h-16" />
        <Skeleton className="h-16" />
      </Card>
      <Card className="grid gap-3 p-4 sm:p-5">
        <Skeleton className="h-5 w-28" />
        <Skeleton className="h-4 w-full" />
        <Skeleton className="h-4 w-3/4" />
      </Card>
    </div>
  )
}
