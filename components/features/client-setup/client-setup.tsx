'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { callsSinceQuery } from '../../../lib/console/queries/call-queries.ts'
import type { Gateway } from '../../../lib/contracts/gateways.ts'
import { CopyField } from '../../patterns/copy-field.tsx'
import { ErrorNotice } from '../../patterns/error-notice.tsx'
import { Section } from '../../ui/card.tsx'
import { firstCallOf } from './arrivals.ts'
import { ClientPicker } from './client-picker.tsx'
import { clientSetupCopy as copy, signInWords } from './client-setup-copy.ts'
import { type Client, clients } from './client-table.ts'
import { FirstCall } from './first-call.tsx'
import { placeOf } from './place.ts'
import { SetupSteps } from './setup-steps.tsx'
import { SignInNeeds } from './sign-in-needs.tsx'

/** `since` is the server's clock when the page was asked for: calls are told by that clock, not by the browser's. */
export function ClientSetup({ gateway, clientId, since }: { gateway: Gateway; clientId?: string; since: string }) {
  const [start] = useState(since)
  const chosen = clients.find(({ id }) => id === clientId) ?? (clients[0] as Client)
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set())
  const calls = useQuery(callsSinceQuery(gateway.gatewayId, start, !seen.has(chosen.id)))
  const first = firstCallOf(chosen, calls.data ?? [])
  if (first && !seen.has(chosen.id)) setSeen(new Set([...seen, chosen.id]))
  const place = placeOf(gateway)
  const consent =
    gateway.authorizerType === 'CUSTOM_JWT' ? copy.consent[chosen.consent] : place.way === 'key' && copy.consent.program
  return (
    <div className="grid gap-6">
      <ClientPicker
        gatewayId={gateway.gatewayId}
        chosen={chosen}
        hasArrived={(client) => firstCallOf(client, calls.data ?? []) !== undefined}
      />
      <Section title={copy.add(chosen.label)}>
        <div className="grid gap-5">
          <CopyField label={copy.endpoint} value={place.url} />
          <SetupSteps steps={chosen.steps(place)} />
        </div>
      </Section>
      <Section title={signInWords(place).title}>
        <SignInNeeds place={place} client={chosen} />
      </Section>
      <Section title={copy.consent.title}>
        <p className="max-w-prose">{consent ? consent(chosen.label) : copy.consent.never}</p>
      </Section>
      <Section title={copy.check.title}>
        {calls.error && !calls.data ? (
          <ErrorNotice error={calls.error} onRetry={() => void calls.refetch()} />
        ) : (
          <FirstCall client={chosen} call={first} other={calls.data?.at(0)} />
        )}
      </Section>
    </div>
  )
}
