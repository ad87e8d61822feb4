'use client'

import { Check, Copy } from 'lucide-react'
import { useId, useRef } from 'react'
import { Button } from '../ui/button.tsx'
import { patternsCopy as words } from './patterns-copy.ts'
import { useCopied } from './use-copied.ts'

/** Several lines people come to copy: a command or a file. Where copying is not possible the text is selected for them. */
export function CopyBlock({ label, text }: { label: string; text: string }) {
  const id = useId()
  const block = useRef<HTMLPreElement>(null)
  const { copied, copy } = useCopied()
  return (
    <figure className="grid min-w-0 gap-1.5">
      <div className="flex items-end justify-between gap-3">
        <figcaption id={id} className="min-w-0 font-medium wrap-anywhere">
          {label}
        </figcaption>
        <Button
          size="sm"
          aria-describedby={id}
          onClick={async () => {
            if (!(await copy(text)) && block.current) getSelection()?.selectAllChildren(block.current)
          }}
        >
          {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
          <span aria-live="polite">{copied ? words.copied : words.copy}</span>
        </Button>
      </div>
      <pre
        ref={block}
        tabIndex={0}
        role="region"
        aria-labelledby={id}
        className="overflow-x-auto rounded-md border border-border bg-muted p-3 font-mono text-xs leading-5"
      >
        {text}
      </pre>
    </figure>
  )
}
