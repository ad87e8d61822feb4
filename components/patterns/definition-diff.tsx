import { lineDiff, type DiffLine } from '../../lib/kernel/line-diff.ts'
import { cx } from '../../lib/console/cx.ts'
import { reviewCopy as copy } from './review-copy.ts'
import { VisibleText } from './visible-text.tsx'

/** More lines than this are read by nobody. */
const mostLines = 2_000

/** A text inside JSON keeps its line ends in sight, so that a long description is compared line by line. */
function laidOut(json: string | undefined): string {
  if (json === undefined) return ''
  return JSON.stringify(JSON.parse(json), undefined, 2).replaceAll('\\n', '\\n\n')
}

const looks: Record<DiffLine['kind'], { sign: string; className?: string; word?: string }> = {
  same: { sign: ' ' },
  removed: { sign: '−', className: 'bg-danger text-danger-foreground', word: copy.removed },
  added: { sign: '+', className: 'bg-success text-success-foreground', word: copy.added },
}

/** What was approved and what is there now, line by line: text and nothing else, hidden characters shown (BR-6). */
export function DefinitionDiff({
  label,
  approved,
  current,
}: {
  label: string
  approved: string | undefined
  current: string | undefined
}) {
  const lines = approved === undefined ? undefined : lineDiff(laidOut(approved), laidOut(current))
  const shown: readonly DiffLine[] =
    lines ??
    laidOut(current)
      .split('\n')
      .map((text) => ({ kind: 'same', text }))
  return (
    <pre
      tabIndex={0}
      role="region"
      aria-label={label}
      className="max-h-96 overflow-auto rounded-md border border-border bg-muted py-2 font-mono text-xs"
    >
      <code className="grid w-max min-w-full">
        {shown.slice(0, mostLines).map(({ kind, text }, index) => (
          <span key={index} className={cx('block px-3', looks[kind].className)}>
            <span aria-hidden className="mr-2 select-none">
              {looks[kind].sign}
            </span>
            {looks[kind].word && <span className="sr-only">{looks[kind].word}: </span>}
            <VisibleText text={text} multiline="as-is" />
          </span>
        ))}
      </code>
      {shown.length > mostLines && <span className="px-3">… {shown.length - mostLines} more lines</span>}
    </pre>
  )
}
