const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => escapes[character] ?? '')

/** A plain page of the trial kit: no script, no request to anywhere else. `body` is HTML. */
export const kitPage = (title: string, body: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(title)}</title><link rel="icon" href="data:,"><style>
:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{max-width:36rem;margin:3rem auto;padding:0 1.25rem}
h1{font-size:1.4rem}button,input{font:inherit;padding:.5rem .9rem;border-radius:.5rem;border:1px solid GrayText}
button{cursor:pointer;margin:.25rem .5rem .25rem 0}input[type=url]{width:100%;box-sizing:border-box;margin:.25rem 0 .75rem}
pre,code{font-family:ui-monospace,monospace;font-size:.9em;white-space:pre-wrap;overflow-wrap:anywhere}
pre{border:1px solid GrayText;border-radius:.5rem;padding:.75rem}small{opacity:.75}
</style></head><body><h1>${escapeHtml(title)}</h1>${body}</body></html>`

export const postButton = (action: string, label: string, fields: Record<string, string> = {}): string =>
  `<form method="post" action="${escapeHtml(action)}" style="display:inline">${Object.entries(fields)
    .map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`)
    .join('')}<button>${escapeHtml(label)}</button></form>`
