import { Card } from '../../ui/card.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'

/** The detail page's layout in grey. */
export function TargetSkeleton() {
  return (
    <div className="grid gap-6" role="status" aria-busy aria-label="Loading target">
      <h1 className="sr-only">Target</h1>
      <Skeleton className="h-8 w-56" />
      <Card className="grid gap-4 p-4 sm:p-5">
        <Skeleton className="h-5 w-24" />
        <Skeleton className="h-4 w-3/4" />
        <Skeleton className="h-4 w-1/2" />
        <Skeleton className="h-4 w-2/3" />
      </Card>
      <Card className="grid gap-3 p-4 sm:p-5">
        <Skeleton className="h-5 w-32" />
        <Skeleton className="h-4 w-full" />
      </Card>
    </div>
  )
}
