import type { CatalogueTool } from '../../../lib/contracts/console.ts'
import { plural } from '../../../lib/console/format.ts'
import { ToolItem } from '../../patterns/tool-item.tsx'
import { Section } from '../../ui/card.tsx'
import { targetCopy } from './target-copy.ts'

const copy = targetCopy.tools

export function TargetTools({ tools }: { tools: readonly CatalogueTool[] }) {
  const served = tools.filter(({ approval }) => approval.served).length
  return (
    <Section title={copy.title} description={tools.length > 0 ? `${plural(served, 'tool')} served.` : undefined} flush>
      {tools.length === 0 ? (
        <p className="px-4 pb-5 text-muted-foreground sm:px-5">{copy.none}</p>
      ) : (
        <ul className="divide-y divide-border border-t border-border">
          {tools.map((tool) => (
            <ToolItem key={tool.name} tool={tool} />
          ))}
        </ul>
      )}
    </Section>
  )
}
