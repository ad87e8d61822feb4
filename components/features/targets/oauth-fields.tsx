import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { oauthClientListQuery } from '../../../lib/console/queries/oauth-client-queries.ts'
import { routes } from '../../../lib/console/routes.ts'
import type { Gateway } from '../../../lib/contracts/gateways.ts'
import { ErrorNotice } from '../../patterns/error-notice.tsx'
import { SelectField, TextareaField, TextField } from '../../patterns/form-fields.tsx'
import { targetCopy } from './target-copy.ts'

const copy = targetCopy.form

/** What a consent asks for, and at whom. */
export function OauthFields({ gateway }: { gateway: Gateway }) {
  const clients = useQuery(oauthClientListQuery())
  return (
    <div className="grid gap-5 border-l-2 border-border pl-4">
      {clients.error && <ErrorNotice error={clients.error} onRetry={() => void clients.refetch()} />}
      <SelectField
        name="providerArn"
        label="OAuth client"
        /* The chosen value must find its option as soon as the options are there. */
        key={clients.dataUpdatedAt > 0 ? 'loaded' : 'loading'}
        hint={
          <>
            {clients.data?.length === 0 ? copy.noClient : copy.client}{' '}
            <Link href={routes.newOauthClient()} className="text-link underline">
              {copy.addClient}
            </Link>
          </>
        }
      >
        <option value="">{copy.chooseClient}</option>
        {clients.data?.map((client) => (
          <option key={client.name} value={client.credentialProviderArn}>
            {client.name}
          </option>
        ))}
      </SelectField>
      <TextField name="scopes" label="Scopes" hint={copy.scopes} optional mono />
      <TextareaField
        name="parameters"
        label="Additional parameters"
        hint={copy.parameters}
        optional
        mono
        rows={2}
        placeholder="audience=https://api.example.com"
      />
      <TextField
        name="returnUrl"
        label="Return URL"
        hint={copy.returnUrl}
        optional
        type="url"
        mono
        placeholder={new URL('/return', gateway.gatewayUrl).href}
      />
    </div>
  )
}
