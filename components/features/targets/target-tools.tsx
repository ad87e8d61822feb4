'use client'

import { Search } from 'lucide-react'
import { useState } from 'react'
import type { CatalogueTool } from '../../../lib/contracts/console.ts'
import { plural } from '../../../lib/console/format.ts'
import { ToolItem } from '../../patterns/tool-item.tsx'
import { Button } from '../../ui/button.tsx'
import { Section } from '../../ui/card.tsx'
import { Input } from '../../ui/input.tsx'
import { targetCopy } from './target-copy.ts'

const copy = targetCopy.tools

/** More would push what the page is about out of sight: history and settings stand below. */
const shownAtFirst = 20

const says = ({ name, title = '', description = '' }: CatalogueTool, words: string): boolean =>
  `${name} ${title} ${description}`.toLowerCase().includes(words.trim().toLowerCase())

export function TargetTools({ tools }: { tools: readonly CatalogueTool[] }) {
  const [words, setWords] = useState('')
  const [isWhole, setIsWhole] = useState(false)
  const served = tools.filter(({ approval }) => approval.served).length
  const found = tools.filter((tool) => says(tool, words))
  const shown = isWhole ? found : found.slice(0, shownAtFirst)
  return (
    <Section title={copy.title} description={tools.length > 0 ? `${plural(served, 'tool')} served.` : undefined} flush>
      {tools.length > shownAtFirst && (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 pb-4 sm:px-5">
          <div className="relative w-full sm:w-80">
            <Search aria-hidden className="pointer-events-none absolute top-2.5 left-3 size-4 text-muted-foreground" />
            <Input
              type="search"
              className="pl-9"
              aria-label={copy.search}
              placeholder={copy.search}
              value={words}
              onChange={(event) => setWords(event.target.value)}
            />
          </div>
          <p role="status" className="text-muted-foreground">
            {words.trim() !== '' && copy.found(found.length)}
          </p>
        </div>
      )}
      {tools.length === 0 ? (
        <p className="px-4 pb-5 text-muted-foreground sm:px-5">{copy.none}</p>
      ) : (
        <ul className="divide-y divide-border border-t border-border">
          {shown.map((tool) => (
            <ToolItem key={tool.name} tool={tool} />
          ))}
        </ul>
      )}
      {found.length > shown.length && (
        <div className="border-t border-border p-3 text-center">
          <Button size="sm" variant="ghost" onClick={() => setIsWhole(true)}>
            {copy.all(found.length)}
          </Button>
        </div>
      )}
    </Section>
  )
}
