import { Eye, KeyRound, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { CatalogueTool } from '../../lib/contracts/console.ts'
import { visibleText } from '../../lib/kernel/visible-text.ts'
import { Badge } from '../ui/badge.tsx'
import { ApprovalBadge } from './approval-badge.tsx'
import { DefinitionReview } from './definition-review.tsx'
import { FindingsList } from './findings-list.tsx'
import { JsonText } from './json-text.tsx'
import { patternsCopy } from './patterns-copy.ts'
import { toolHints } from './tool-hints.ts'
import { VisibleText } from './visible-text.tsx'

const hintBadges = {
  'read-only': <Badge icon={Eye}>Says it only reads</Badge>,
  destructive: (
    <Badge tone="warning" icon={TriangleAlert}>
      Says it may destroy
    </Badge>
  ),
}

/** One tool under its own name and description, the same on the target's page and in the catalogue. */
export function ToolItem({ tool, where }: { tool: CatalogueTool; where?: ReactNode }) {
  return (
    <li className="grid min-w-0 gap-2 px-4 py-4 sm:px-5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <h3 className="min-w-0 font-mono font-semibold">
          <VisibleText text={tool.name} />
        </h3>
        {tool.title && tool.title !== tool.name && (
          <VisibleText text={tool.title} className="min-w-0 text-muted-foreground" />
        )}
        <ApprovalBadge approval={tool.approval} />
        {tool.needsConsent && (
          <Badge tone="info" icon={KeyRound}>
            Needs consent
          </Badge>
        )}
        {tool.shortToolName && (
          <Badge tone="warning" icon={TriangleAlert}>
            {patternsCopy.longName}
          </Badge>
        )}
        {toolHints(tool.annotations).map((hint) => (
          <span key={hint}>{hintBadges[hint]}</span>
        ))}
      </div>
      {tool.description ? (
        <p className="max-w-prose">
          <VisibleText text={tool.description} multiline />
        </p>
      ) : (
        <p className="text-muted-foreground">The server gives no description.</p>
      )}
      <dl className="flex flex-wrap gap-x-6 gap-y-1 text-muted-foreground">
        {where}
        <ToolName label="Name on the gateway" name={tool.gatewayToolName} />
        {tool.shortToolName && <ToolName label={patternsCopy.shortName} name={tool.shortToolName} />}
      </dl>
      {tool.shortToolName && <p className="max-w-prose text-muted-foreground">{patternsCopy.longNameHint}</p>}
      {tool.approval.state === 'approved' && <FindingsList findings={tool.findings} />}
      <DefinitionReview
        address={{ gatewayId: tool.gatewayId, targetId: tool.targetId, kind: 'tool', name: tool.name }}
        approval={tool.approval}
      />
      <ToolSchema tool={tool} />
    </li>
  )
}

const ToolName = ({ label, name }: { label: string; name: string }) => (
  <div className="flex min-w-0 flex-wrap gap-x-1.5">
    <dt>{label}</dt>
    <dd className="min-w-0 font-mono text-foreground">
      <VisibleText text={name} className="break-all" />
    </dd>
  </div>
)

function ToolSchema({ tool }: { tool: CatalogueTool }) {
  const name = visibleText(tool.name)
  return (
    <details className="min-w-0">
      <summary className="w-fit cursor-pointer rounded-sm py-0.5 font-medium text-link">
        Schema<span className="sr-only"> of {name}</span>
      </summary>
      <div className="mt-2 grid min-w-0 gap-3">
        <JsonText label={`Input of ${name}`} json={tool.inputSchema} />
        {tool.outputSchema && <JsonText label={`Output of ${name}`} json={tool.outputSchema} />}
        {tool.annotations && <JsonText label={`Annotations of ${name}`} json={tool.annotations} />}
      </div>
    </details>
  )
}
