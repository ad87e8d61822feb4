import { useEffect, useRef } from 'react'
import { CopyField } from '../../patterns/copy-field.tsx'
import { Notice } from '../../patterns/notice.tsx'
import { Button } from '../../ui/button.tsx'
import { apiKeyCopy as copy } from './api-key-copy.ts'
import type { MadeApiKey } from './api-key-form.tsx'

/** The only time that a key is seen. It takes the focus, as the form that had it is gone. */
export function ShownOnce({ made, onDone }: { made: MadeApiKey; onDone: () => void }) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => place.current?.focus(), [])
  return (
    <div
      ref={place}
      tabIndex={-1}
      role="group"
      aria-label={copy.made(made.name)}
      className="grid gap-5 border-t border-border px-4 py-5 sm:px-5"
    >
      <Notice tone="success" title={copy.made(made.name)}>
        <p>{copy.once}</p>
      </Notice>
      <CopyField label={copy.key} value={made.apiKey} hint={copy.keyHint} />
      <Button className="w-fit" onClick={onDone}>
        {copy.done}
      </Button>
    </div>
  )
}
