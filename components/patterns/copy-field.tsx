'use client'

import { Check, Copy } from 'lucide-react'
import { useId, useRef, type ReactNode } from 'react'
import { Button } from '../ui/button.tsx'
import { Input } from '../ui/input.tsx'
import { patternsCopy as words } from './patterns-copy.ts'
import { useCopied } from './use-copied.ts'

/** A value people come to copy. Where copying is not possible the text is selected for them instead. */
export function CopyField({ label, value, hint }: { label: string; value: string; hint?: ReactNode }) {
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const { copied, copy } = useCopied()
  return (
    <div className="grid min-w-0 content-start gap-1.5">
      <label id={`${id}-label`} htmlFor={id} className="font-medium">
        {label}
      </label>
      <div className="flex gap-2">
        <Input
          ref={input}
          id={id}
          mono
          readOnly
          value={value}
          aria-describedby={hint ? `${id}-hint` : undefined}
          onFocus={(event) => event.currentTarget.select()}
        />
        <Button
          aria-describedby={`${id}-label`}
          className="min-w-23"
          onClick={async () => {
            if (!(await copy(value))) input.current?.select()
          }}
        >
          {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
          <span aria-live="polite">{copied ? words.copied : words.copy}</span>
        </Button>
      </div>
      {hint && (
        <p id={`${id}-hint`} className="text-muted-foreground">
          {hint}
        </p>
      )}
    </div>
  )
}
