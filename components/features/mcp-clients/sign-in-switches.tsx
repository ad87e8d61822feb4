'use client'

import { useQuery } from '@tanstack/react-query'
import {
  clientSignInQuery,
  useRotateSigningKeys,
  useUpdateClientSignIn,
} from '../../../lib/console/queries/mcp-client-queries.ts'
import type { ClientSignInSettings } from '../../../lib/contracts/mcp-clients.ts'
import { ErrorNotice } from '../../patterns/error-notice.tsx'
import { Time } from '../../patterns/time.tsx'
import { Button } from '../../ui/button.tsx'
import { Section } from '../../ui/card.tsx'
import { Checkbox } from '../../ui/choice.tsx'
import { useToast } from '../../ui/toast.tsx'
import { mcpClientCopy as copy } from './mcp-client-copy.ts'

const names = Object.keys(copy.switches) as (keyof ClientSignInSettings)[]

/** Each switch counts at once: there is nothing to save. */
export function SignInSwitches({ mayChange }: { mayChange: boolean }) {
  const { data, error, refetch } = useQuery(clientSignInQuery())
  const update = useUpdateClientSignIn()
  return (
    <Section title={copy.ways} description={copy.waysText}>
      <div className="grid gap-4">
        {Boolean(error ?? update.error) && <ErrorNotice error={error ?? update.error} onRetry={() => void refetch()} />}
        {data &&
          names.map((name) => (
            <Checkbox
              key={name}
              id={`way-${name}`}
              label={copy.switches[name].label}
              hint={copy.switches[name].hint}
              checked={(update.isPending ? update.variables[name] : undefined) ?? data[name]}
              disabled={!mayChange}
              onChange={(event) => update.mutate({ [name]: event.target.checked })}
            />
          ))}
      </div>
    </Section>
  )
}

export function SigningKeys({ mayChange }: { mayChange: boolean }) {
  const { data } = useQuery(clientSignInQuery())
  const rotate = useRotateSigningKeys()
  const toast = useToast()
  return (
    <Section title={copy.keys} description={copy.keysText}>
      <div className="grid gap-4">
        <ul className="grid gap-2">
          {data?.signingKeys.map(({ keyId, use, since }) => (
            <li key={keyId} className="flex flex-wrap items-baseline justify-between gap-x-4">
              <code className="min-w-0 font-mono text-xs break-all">{keyId}</code>
              <span className="text-muted-foreground">
                {copy.keyUse[use]} {since !== undefined && <Time at={since} />}
              </span>
            </li>
          ))}
        </ul>
        {rotate.error && <ErrorNotice error={rotate.error} />}
        {mayChange && (
          <Button
            className="w-fit"
            busy={rotate.isPending}
            onClick={() => rotate.mutate(undefined, { onSuccess: () => toast(copy.rotated) })}
          >
            {copy.rotate}
          </Button>
        )}
      </div>
    </Section>
  )
}
