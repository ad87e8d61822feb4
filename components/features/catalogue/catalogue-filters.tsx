'use client'

import { Search } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { gatewayListQuery } from '../../../lib/console/queries/gateway-queries.ts'
import type { CatalogueFilter } from '../../../lib/console/queries/catalogue-queries.ts'
import { useDebounced } from '../../../lib/console/use-debounced.ts'
import { Checkbox } from '../../ui/choice.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { Select } from '../../ui/select.tsx'
import { catalogueCopy as copy } from './catalogue-copy.ts'

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'))

/** The search goes into the address a moment after typing stops; `/` brings the cursor here. */
export function CatalogueFilters({
  filter,
  search = copy.search,
  reviewHint = copy.reviewHint,
  onChange,
}: {
  filter: CatalogueFilter
  /** Words where it is not tools that are listed. */
  search?: string
  reviewHint?: string
  onChange: (filter: CatalogueFilter) => void
}) {
  const input = useRef<HTMLInputElement>(null)
  const gateways = useQuery(gatewayListQuery())
  const [typed, setTyped] = useState(filter.query ?? '')
  const settled = useDebounced(typed, 250)
  // The address follows a moment later, and a box that answers late is clicked twice.
  const [isReview, setIsReview] = useState(filter.review === 'needed')

  useEffect(() => {
    if (settled !== (filter.query ?? '')) onChange({ ...filter, query: settled || undefined })
    // Only what was typed moves the address, not the other way round.
  }, [settled])

  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      event.preventDefault()
      input.current?.select()
    }
    window.addEventListener('keydown', focus)
    return () => window.removeEventListener('keydown', focus)
  }, [])

  return (
    <form role="search" className="grid gap-4 sm:grid-cols-[1fr_16rem]" onSubmit={(event) => event.preventDefault()}>
      <Field label={search} hint={<span className="max-sm:hidden">{copy.searchHint}</span>}>
        {(control) => (
          <span className="relative block">
            <Search aria-hidden className="pointer-events-none absolute top-2.5 left-3 size-4 text-muted-foreground" />
            <Input
              {...control}
              ref={input}
              type="search"
              className="pl-9"
              maxLength={200}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          </span>
        )}
      </Field>
      <Field label={copy.gateway}>
        {(control) => (
          <Select
            {...control}
            value={filter.gatewayId ?? ''}
            onChange={(event) => onChange({ ...filter, gatewayId: event.target.value || undefined })}
          >
            <option value="">{copy.allGateways}</option>
            {gateways.data?.map((gateway) => (
              <option key={gateway.gatewayId} value={gateway.gatewayId}>
                {gateway.name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Checkbox
        id="needs-review"
        label={copy.review}
        hint={reviewHint}
        checked={isReview}
        onChange={(event) => {
          setIsReview(event.target.checked)
          onChange({ ...filter, review: event.target.checked ? 'needed' : undefined })
        }}
      />
    </form>
  )
}
