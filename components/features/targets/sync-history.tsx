import { CircleAlert, CircleCheck, LoaderCircle } from 'lucide-react'
import type { SyncRun } from '../../../lib/contracts/console.ts'
import { plural } from '../../../lib/console/format.ts'
import { Time } from '../../patterns/time.tsx'
import { ReasonText } from '../../patterns/reason-text.tsx'
import { VisibleText } from '../../patterns/visible-text.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Section } from '../../ui/card.tsx'
import { runKind, targetCopy } from './target-copy.ts'

const copy = targetCopy.runs
const outcomes = {
  running: (
    <Badge tone="info" icon={LoaderCircle} spinning>
      Running
    </Badge>
  ),
  succeeded: (
    <Badge tone="success" icon={CircleCheck}>
      Succeeded
    </Badge>
  ),
  failed: (
    <Badge tone="danger" icon={CircleAlert}>
      Unsuccessful
    </Badge>
  ),
}

/** Each run, in words of its own beside the target's status: what came of it, who started it, when, from where, and what it changed in the catalogue. */
export function SyncHistory({ runs }: { runs: readonly SyncRun[] }) {
  return (
    <Section title={copy.title} flush>
      {runs.length === 0 ? (
        <p className="px-4 pb-5 text-muted-foreground sm:px-5">{copy.none}</p>
      ) : (
        <ol className="divide-y divide-border border-t border-border">
          {runs.map((run) => (
            <Run key={run.runId} run={run} />
          ))}
        </ol>
      )}
    </Section>
  )
}

function Run({ run }: { run: SyncRun }) {
  return (
    <li className="grid min-w-0 gap-1.5 px-4 py-3.5 sm:px-5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        {outcomes[run.outcome]}
        <span className="font-medium">
          {runKind[run.kind]} {run.method === 'schema' ? 'from a schema' : 'from the server'}
        </span>
        <span className="text-muted-foreground">
          by <VisibleText text={run.by} />, <Time at={run.startedAt} />
        </span>
      </div>
      <p className="text-muted-foreground">
        {run.method === 'sync' && (
          <>
            <VisibleText text={run.endpoint} className="font-mono text-xs break-all" />
            {run.toolCount !== undefined && ' · '}
          </>
        )}
        {run.toolCount !== undefined && plural(run.toolCount, 'tool')}
      </p>
      {run.reason && (
        <p className="text-danger-foreground">
          <ReasonText text={run.reason} />
        </p>
      )}
      {run.diff && <Diffs diff={run.diff} />}
    </li>
  )
}

const changes = [
  { kind: 'added', word: 'Added', sign: '+' },
  { kind: 'removed', word: 'Removed', sign: '−' },
  { kind: 'changed', word: 'Changed', sign: '~' },
] as const

type RunDiff = NonNullable<SyncRun['diff']>

const otherLists = [
  { list: 'prompts', label: 'Prompts' },
  { list: 'resources', label: 'Resources' },
  { list: 'templates', label: 'Resource templates' },
] as const

function Diffs({ diff }: { diff: RunDiff }) {
  const others = otherLists.flatMap(({ list, label }) => (diff[list] ? [{ label, part: diff[list] }] : []))
  const toolsChanged = changes.some(({ kind }) => diff[kind].length > 0)
  return (
    <>
      {toolsChanged ? <Diff diff={diff} /> : <p className="text-muted-foreground">No tool changed.</p>}
      {others.map(({ label, part }) => (
        <div key={label} className="grid gap-1">
          <p className="font-medium">{label}</p>
          <Diff diff={part} />
        </div>
      ))}
    </>
  )
}

function Diff({ diff }: { diff: Pick<RunDiff, 'added' | 'removed' | 'changed'> }) {
  const some = changes.filter(({ kind }) => diff[kind].length > 0)
  return (
    <dl className="grid gap-1">
      {some.map(({ kind, word, sign }) => (
        <div key={kind} className="flex min-w-0 gap-2">
          <dt className="w-22 shrink-0 text-muted-foreground">
            <span aria-hidden className="inline-block w-4 font-mono">
              {sign}
            </span>
            {word}
          </dt>
          <dd className="flex min-w-0 flex-wrap gap-x-3 font-mono text-xs leading-5.5">
            {diff[kind].map((name) => (
              <VisibleText key={name} text={name} className="break-all" />
            ))}
          </dd>
        </div>
      ))}
    </dl>
  )
}
