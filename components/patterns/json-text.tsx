import { VisibleText } from './visible-text.tsx'

/** More than this is not read by a person, and laying it out would freeze the page. */
const mostCharacters = 100_000

function laidOut(json: string): string {
  if (json.length > mostCharacters) return json
  try {
    return JSON.stringify(JSON.parse(json), undefined, 2)
  } catch {
    return json
  }
}

/** JSON as its author sent it, indented. It scrolls inside itself, so it can be reached and named by keyboard. */
export function JsonText({ label, json }: { label: string; json: string }) {
  const text = laidOut(json)
  return (
    <figure className="grid min-w-0 gap-1.5">
      <figcaption className="text-xs font-medium text-muted-foreground">{label}</figcaption>
      <pre
        tabIndex={0}
        role="region"
        aria-label={label}
        className="max-h-96 overflow-auto rounded-md border border-border bg-muted p-3 font-mono text-xs"
      >
        <VisibleText text={text.slice(0, mostCharacters)} multiline="as-is" />
        {text.length > mostCharacters && `\n… ${text.length - mostCharacters} more characters`}
      </pre>
    </figure>
  )
}
