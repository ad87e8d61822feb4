import type { ReactNode } from 'react'
import type { CatalogueItem } from '../../lib/contracts/console.ts'
import type { TargetAddress } from '../../lib/console/queries/target-queries.ts'
import { Badge } from '../ui/badge.tsx'
import { ApprovalBadge } from './approval-badge.tsx'
import { DefinitionReview } from './definition-review.tsx'
import { FindingsList } from './findings-list.tsx'
import { VisibleText } from './visible-text.tsx'

/** One prompt, resource or template, the same on the target's page and in the catalogue. */
export function CatalogueItemRow({
  item,
  address,
  where,
}: {
  item: CatalogueItem
  address: TargetAddress
  where?: ReactNode
}) {
  const { kind, name, gatewayPromptName, title, description, mimeType, arguments: args, approval, findings } = item
  return (
    <li className="grid min-w-0 gap-2 px-4 py-4 sm:px-5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <h3 className="min-w-0 font-mono font-semibold break-all">
          <VisibleText text={name} />
        </h3>
        {title && title !== name && <VisibleText text={title} className="min-w-0 text-muted-foreground" />}
        <ApprovalBadge approval={approval} />
        {kind === 'template' && <Badge>Template</Badge>}
        {mimeType && (
          <Badge>
            <VisibleText text={mimeType} />
          </Badge>
        )}
      </div>
      {description && (
        <p className="max-w-prose">
          <VisibleText text={description} multiline />
        </p>
      )}
      <dl className="flex flex-wrap gap-x-6 gap-y-1 text-muted-foreground empty:hidden">
        {where}
        {gatewayPromptName && <Fact label="Name on the gateway" text={gatewayPromptName} />}
        {args && args.length > 0 && <Fact label="Arguments" text={args.join(', ')} />}
      </dl>
      {approval.state === 'approved' && <FindingsList findings={findings} />}
      <DefinitionReview address={{ ...address, kind, name }} approval={approval} />
    </li>
  )
}

const Fact = ({ label, text }: { label: string; text: string }) => (
  <div className="flex min-w-0 flex-wrap gap-x-1.5">
    <dt>{label}</dt>
    <dd className="min-w-0 font-mono text-foreground">
      <VisibleText text={text} className="break-all" />
    </dd>
  </div>
)
