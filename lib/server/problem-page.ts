import { createHash } from 'node:crypto'

const style = `:root{color-scheme:light dark;--ground:oklch(98.5% .004 250);--ink:oklch(24% .02 255);--quiet:oklch(45% .02 255);--line:oklch(89% .01 250)}
@media(prefers-color-scheme:dark){:root{--ground:oklch(20% .015 255);--ink:oklch(95% .005 250);--quiet:oklch(74% .015 250);--line:oklch(34% .015 255)}}
*{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1.5rem;background:var(--ground);color:var(--ink);font:1rem/1.6 system-ui,sans-serif}
main{max-width:34rem;width:100%;border:1px solid var(--line);border-radius:.75rem;padding:2rem}h1{font-size:1.25rem;line-height:1.3;margin:0 0 .75rem}p{margin:0 0 .75rem;overflow-wrap:anywhere}
.id{margin:1.5rem 0 0;font-size:.8125rem;color:var(--quiet)}`

/** The page has no script and loads nothing; its one style is allowed by its hash. */
export const problemPagePolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? '')

/** A whole page about what went wrong, for people whom a redirect brought here. The texts are escaped. */
export function problemPage(problem: { title: string; text: string; requestId: string }): string {
  const title = escapeHtml(problem.title)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · Postern</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p>${escapeHtml(problem.text)}</p>
<p class="id">Request ${escapeHtml(problem.requestId)}</p>
</main>
</body>
</html>
`
}
