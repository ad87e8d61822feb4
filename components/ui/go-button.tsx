'use client'

import { useRouter } from 'next/navigation'
import { Button, type ButtonProps } from './button.tsx'

const base = 'http://postern.invalid'

/**
 * A button that goes to a page of ours. It is a form, so it also goes there without JavaScript; a form's GET rewrites
 * the query string, so that travels in hidden fields.
 */
export function GoButton({ href, className, ...button }: ButtonProps & { href: string }) {
  const router = useRouter()
  const url = new URL(href, base)
  return (
    <form
      method="get"
      action={url.origin === base ? url.pathname : url.origin + url.pathname}
      className={className}
      onSubmit={(event) => {
        if (url.origin !== base || url.pathname.startsWith('/api/')) return
        event.preventDefault()
        router.push(href)
      }}
    >
      {[...url.searchParams].map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <Button type="submit" {...button} />
    </form>
  )
}
