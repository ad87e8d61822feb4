import { visibleParts } from '../../lib/kernel/visible-text.ts'
import { cx } from '../../lib/console/cx.ts'

/**
 * Text that somebody outside wrote. It is text and nothing else (never markup, never a link), its direction stays inside
 * it, and characters that hide show their code point (BR-6).
 */
export function VisibleText({
  text,
  multiline,
  className,
}: {
  text: string
  /** Line ends are kept, and `as-is` all other spaces too. */
  multiline?: boolean | 'as-is'
  className?: string
}) {
  const space = multiline === 'as-is' ? 'whitespace-pre' : multiline && 'whitespace-pre-line'
  return (
    <bdi className={cx(space, className)}>
      {visibleParts(text, { multiline: Boolean(multiline) }).map((part, index) =>
        part.kind === 'text' ? (
          part.text
        ) : (
          <span
            key={index}
            title="A character that would not be seen"
            className="mx-0.5 rounded-sm bg-warning px-1 font-mono text-xs text-warning-foreground"
          >
            {part.text}
          </span>
        ),
      )}
    </bdi>
  )
}
