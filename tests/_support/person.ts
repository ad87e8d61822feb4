/** A person with a browser without scripts: keeps cookies per host, follows redirects by hand, submits forms as they stand. */
export interface PageSeen {
  url: URL
  status: number
  html: string
  location?: string
  /** Every address that was visited on the way, this one included. */
  trail: string[]
}

export interface Person {
  /** Follows redirects until a page, or until an address for which `stopAt` is true (which is not fetched). */
  open(url: string, stopAt?: (url: URL) => boolean): Promise<PageSeen>
  /** Submits the form of the page that has a button with this label, with these fields filled in. */
  press(
    page: PageSeen,
    label: string,
    stopAt?: (url: URL) => boolean,
    fill?: Readonly<Record<string, string>>,
  ): Promise<PageSeen>
  cookies: Map<string, Map<string, string>>
}

export function createPerson(): Person {
  const cookies: Person['cookies'] = new Map()

  async function send(start: string, init: RequestInit, stopAt?: (url: URL) => boolean): Promise<PageSeen> {
    let url = new URL(start)
    let next = init
    const trail: string[] = []
    for (let hop = 0; hop < 12; hop++) {
      trail.push(url.href)
      if (hop > 0 && stopAt?.(url)) return { url, status: 0, html: '', trail }
      const jar = cookies.get(url.host) ?? new Map<string, string>()
      cookies.set(url.host, jar)
      const headers = new Headers(next.headers)
      headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '))
      const response = await fetch(url, { ...next, headers, redirect: 'manual' })
      for (const line of response.headers.getSetCookie()) keep(jar, line)
      const location = response.headers.get('location')
      if (location === null || response.status < 300 || response.status > 399) {
        return { url, status: response.status, html: await response.text(), trail }
      }
      await response.body?.cancel()
      url = new URL(location, url)
      next = {}
    }
    throw new Error(`Too many redirects: ${trail.join(' → ')}`)
  }

  return {
    cookies,
    open: (url, stopAt) => send(url, {}, stopAt),
    press(page, label, stopAt, fill = {}) {
      const form = formWith(page.html, label)
      if (form === undefined)
        throw new Error(`No form with a button “${label}” on ${page.url.href}: ${page.html.slice(0, 800)}`)
      for (const [name, value] of Object.entries(fill)) form.fields.set(name, value)
      const headers = { origin: page.url.origin, 'sec-fetch-site': 'same-origin' }
      const body = form.isMultipart ? multipart(form.fields) : form.fields
      return send(
        form.action === '' ? page.url.href : new URL(form.action, page.url).href,
        { method: 'POST', body, headers },
        stopAt,
      )
    },
  }
}

function keep(jar: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split(';')
  const at = pair.indexOf('=')
  const gone = attributes.some((attribute) => /^\s*(max-age=0|expires=thu, 01 jan 1970)/i.test(attribute))
  if (gone) jar.delete(pair.slice(0, at).trim())
  else jar.set(pair.slice(0, at).trim(), pair.slice(at + 1).trim())
}

const unescapeHtml = (text: string): string =>
  text.replace(
    /&(amp|lt|gt|quot|#39|#x27);/g,
    (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"' })[name] ?? "'",
  )

const attribute = (tag: string, name: string): string | undefined => {
  const match = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)
  return match?.[1] === undefined ? undefined : unescapeHtml(match[1])
}

function multipart(fields: URLSearchParams): FormData {
  const body = new FormData()
  for (const [name, value] of fields) body.append(name, value)
  return body
}

interface Form {
  action: string
  fields: URLSearchParams
  isMultipart: boolean
}

function formWith(html: string, label: string): Form | undefined {
  for (const [form] of html.matchAll(/<form[\s\S]*?<\/form>/g)) {
    const button = [...form.matchAll(/<button[^>]*>([\s\S]*?)<\/button>/g)].find(
      ([, content = '']) => unescapeHtml(content.replace(/<[^>]*>/g, '')).trim() === label,
    )
    if (button === undefined) continue
    const fields = new URLSearchParams()
    for (const [input] of form.matchAll(/<input[^>]*>/g)) {
      const name = attribute(input, 'name')
      if (name !== undefined) fields.set(name, attribute(input, 'value') ?? '')
    }
    const name = attribute(button[0], 'name')
    if (name !== undefined) fields.set(name, attribute(button[0], 'value') ?? '')
    const tag = form.slice(0, form.indexOf('>'))
    return {
      action: attribute(tag, 'action') ?? '',
      fields,
      isMultipart: /\senctype="multipart\/form-data"/i.test(tag),
    }
  }
  return undefined
}
