'use client'

import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { ConnectionFilter } from '../../../lib/console/queries/connection-queries.ts'
import { gatewayListQuery } from '../../../lib/console/queries/gateway-queries.ts'
import { oauthClientListQuery } from '../../../lib/console/queries/oauth-client-queries.ts'
import { useDebounced } from '../../../lib/console/use-debounced.ts'
import { heldStatuses } from '../../../lib/contracts/connections.ts'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { Select } from '../../ui/select.tsx'
import { everyonesCopy as copy, statusWords } from './connection-copy.ts'

/** The person goes into the address a moment after typing stops; the rest at once. */
export function EveryonesFilters({
  filter,
  onChange,
}: {
  filter: ConnectionFilter
  onChange: (filter: ConnectionFilter) => void
}) {
  const gateways = useQuery(gatewayListQuery())
  const clients = useQuery(oauthClientListQuery())
  const [typed, setTyped] = useState(filter.person ?? '')
  const settled = useDebounced(typed.trim(), 250)

  useEffect(() => {
    if (settled !== (filter.person ?? '')) onChange({ ...filter, person: settled || undefined })
    // Only what was typed moves the address, not the other way round.
  }, [settled])

  const choice = (
    label: string,
    member: 'providerName' | 'gatewayId' | 'status',
    any: string,
    options: readonly (readonly [string, string])[],
  ) => (
    <Field label={label}>
      {(control) => (
        <Select
          {...control}
          value={filter[member] ?? ''}
          onChange={(event) => onChange({ ...filter, [member]: event.target.value || undefined })}
        >
          <option value="">{any}</option>
          {options.map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </Select>
      )}
    </Field>
  )

  return (
    <form
      role="search"
      className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4"
      onSubmit={(event) => event.preventDefault()}
    >
      <Field label={copy.person} hint={copy.personHint}>
        {(control) => (
          <Input
            {...control}
            type="search"
            maxLength={254}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
      </Field>
      {choice(
        copy.provider,
        'providerName',
        copy.allProviders,
        (clients.data ?? []).map(({ name }) => [name, name]),
      )}
      {choice(
        copy.gateway,
        'gatewayId',
        copy.allGateways,
        (gateways.data ?? []).map(({ gatewayId, name }) => [gatewayId, name]),
      )}
      {choice(
        copy.status,
        'status',
        copy.anyStatus,
        heldStatuses.map((status) => [status, statusWords[status]]),
      )}
    </form>
  )
}
