import { useFormContext } from 'react-hook-form'
import { vendors } from '../../../lib/contracts/credential-providers.ts'
import { SelectField, TextField } from '../../patterns/form-fields.tsx'
import { RadioGroupField } from '../../patterns/radio-group-field.tsx'
import { SecretField } from '../../patterns/secret-field.tsx'
import { oauthClientCopy as copy, vendorLabel } from './oauth-client-copy.ts'
import type { OauthClientFormValues } from './oauth-client-form-model.ts'

/** `stored`: the client exists, so its name and provider are settled and its secret can only be replaced. */
export function OauthClientFields({ stored }: { stored?: boolean }) {
  const vendor = useFormContext<OauthClientFormValues>().watch('vendor')
  return (
    <>
      {!stored && (
        <>
          <SelectField name="vendor" label={copy.vendor} hint={copy.vendorHint}>
            {vendors.map((value) => (
              <option key={value} value={value}>
                {vendorLabel[value]}
              </option>
            ))}
          </SelectField>
          <TextField name="name" label="Name" hint={copy.name} />
        </>
      )}
      {vendor === 'CustomOauth2' && <MetadataFields />}
      {vendor === 'MicrosoftOauth2' && <TextField name="tenantId" label="Tenant" hint={copy.tenant} optional mono />}
      <TextField name="clientId" label="Client ID" hint={copy.clientId} mono />
      <SecretField name="clientSecret" label="Client secret" hint={copy.clientSecret} stored={stored} />
      {vendor === 'CustomOauth2' && (
        <SelectField name="authMethod" label="Authentication method" hint={copy.authMethod}>
          <option value="CLIENT_SECRET_BASIC">HTTP Basic header</option>
          <option value="CLIENT_SECRET_POST">In the request body</option>
        </SelectField>
      )}
    </>
  )
}

function MetadataFields() {
  const metadata = useFormContext<OauthClientFormValues>().watch('metadata')
  return (
    <>
      <RadioGroupField
        name="metadata"
        legend={copy.metadata}
        hint={copy.metadataHint}
        options={[
          { value: 'discovery', ...copy.discover },
          { value: 'manual', ...copy.manual },
        ]}
      />
      <div className="grid gap-5 border-l-2 border-border pl-4">
        {metadata === 'discovery' ? (
          <TextField
            name="discoveryUrl"
            label="Discovery URL"
            hint={copy.discoveryUrl}
            type="url"
            mono
            placeholder="https://auth.example.com/.well-known/oauth-authorization-server"
          />
        ) : (
          <>
            <TextField name="issuer" label="Issuer" type="url" mono placeholder="https://auth.example.com" />
            <TextField name="authorizationEndpoint" label="Authorization endpoint" type="url" mono />
            <TextField name="tokenEndpoint" label="Token endpoint" type="url" mono />
          </>
        )}
      </div>
    </>
  )
}
