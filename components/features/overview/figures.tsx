import type { Overview } from '../../../lib/contracts/console.ts'
import { Card } from '../../ui/card.tsx'
import { overviewCopy as copy } from './overview-copy.ts'

/** Five numbers that say at a glance whether all is well. */
export function Figures({ overview }: { overview: Overview }) {
  const targets = overview.gateways.flatMap((gateway) => gateway.targets)
  const ready = targets.filter((target) => target.status === 'READY').length
  const figures = [
    [copy.figures.gateways, String(overview.gateways.length)],
    [copy.figures.ready, copy.outOf(ready, targets.length)],
    [copy.figures.tools, String(targets.reduce((sum, target) => sum + target.tools, 0))],
    [copy.figures.waiting, String(targets.reduce((sum, target) => sum + target.waiting, 0))],
    [copy.figures.clients, String(overview.oauthClients)],
  ] as const
  return (
    <Card>
      <dl className="grid grid-cols-2 md:grid-cols-5">
        {figures.map(([term, value]) => (
          <div
            key={term}
            className="flex flex-col-reverse justify-end border-border px-4 py-3.5 not-first:md:border-l sm:px-5"
          >
            <dt className="text-muted-foreground">{term}</dt>
            <dd className="text-lg font-semibold tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}
