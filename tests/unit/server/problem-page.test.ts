import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { problemPage, problemPagePolicy } from '../../../lib/server/problem-page.ts'

const page = problemPage({ title: '<img src=x>', text: `"a" & 'b' <script>`, requestId: 'r-1' })

describe('problem page', () => {
  it('BR-6: shows outside text as text', () => {
    expect(page).toContain('&lt;img src=x&gt;')
    expect(page).toContain('&quot;a&quot; &amp; &#39;b&#39; &lt;script&gt;')
    expect(page).not.toMatch(/<(script|img)/)
  })

  it('BR-2: allows exactly its own style', () => {
    const style = /<style>([^]*)<\/style>/.exec(page)?.[1] ?? ''
    expect(problemPagePolicy).toContain(`'sha256-${createHash('sha256').update(style).digest('base64')}'`)
    expect(problemPagePolicy).toContain("default-src 'none'")
  })
})
