import { Wrench } from 'lucide-react'
import { plural } from '../../../lib/console/format.ts'
import { routes } from '../../../lib/console/routes.ts'
import type { CatalogueTool } from '../../../lib/contracts/console.ts'
import { EmptyState } from '../../patterns/empty-state.tsx'
import { ToolItem } from '../../patterns/tool-item.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { GoButton } from '../../ui/go-button.tsx'
import { CatalogueSkeleton } from './catalogue-skeleton.tsx'
import { catalogueCopy as copy } from './catalogue-copy.ts'
import { ItemPlace } from './item-place.tsx'

interface Props {
  /** Undefined while the first page loads. */
  tools: readonly CatalogueTool[] | undefined
  isFiltered: boolean
  /** Narrowed to what waits for a review: none is good news. */
  isReview: boolean
  onClear: () => void
  more: { isLoading: boolean; load: () => void } | undefined
}

export function CatalogueResults({ tools, isFiltered, isReview, onClear, more }: Props) {
  const none = isReview ? copy.allReviewed : copy.noMatch
  if (tools === undefined) return <CatalogueSkeleton />
  if (tools.length === 0)
    return (
      <Card>
        {isFiltered ? (
          <EmptyState icon={Wrench} title={none.title} action={<Button onClick={onClear}>{none.action}</Button>}>
            {none.description}
          </EmptyState>
        ) : (
          <EmptyState
            icon={Wrench}
            title={copy.empty.title}
            action={<GoButton href={routes.gateways()}>{copy.empty.action}</GoButton>}
          >
            {copy.empty.description}
          </EmptyState>
        )}
      </Card>
    )
  return (
    <Card>
      <h2 className="sr-only">{copy.results}</h2>
      <p role="status" className="border-b border-border px-4 py-2.5 text-muted-foreground sm:px-5">
        {more ? `The first ${plural(tools.length, 'tool')}` : plural(tools.length, 'tool')}
      </p>
      <ul className="divide-y divide-border">
        {tools.map((tool) => (
          <ToolItem key={`${tool.targetId} ${tool.name}`} tool={tool} where={<ItemPlace at={tool} />} />
        ))}
      </ul>
      {more && (
        <div className="border-t border-border p-3 text-center">
          <Button size="sm" variant="ghost" busy={more.isLoading} onClick={more.load}>
            Show more
          </Button>
        </div>
      )}
    </Card>
  )
}
