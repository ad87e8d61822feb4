import { useFormContext } from 'react-hook-form'
import { TextareaField, TextField } from '../../patterns/form-fields.tsx'
import { Notice } from '../../patterns/notice.tsx'
import { RadioGroupField } from '../../patterns/radio-group-field.tsx'
import { gatewayCopy as copy, signInChoices } from './gateway-copy.ts'
import type { GatewayFormValues } from './gateway-form-model.ts'
import { IssuerTest } from './issuer-test.tsx'
import { ThroughProviderFields } from './through-provider-fields.tsx'

/** Who may call the gateway: AgentCore's inbound authorizer. */
export function SignInFields({ publicUrl }: { publicUrl: string }) {
  const type = useFormContext<GatewayFormValues>().watch('signIn')
  return (
    <div className="grid gap-4">
      <RadioGroupField name="signIn" legend="Sign-in" isHeading hint={copy.signIn} options={signInChoices} />
      {type === 'THROUGH_PROVIDER' && <ThroughProviderFields publicUrl={publicUrl} />}
      {type === 'CUSTOM_JWT' && (
        <div className="grid gap-5 border-l-2 border-border pl-4">
          <TextField
            name="discoveryUrl"
            label="Discovery URL"
            hint={copy.discoveryUrl}
            type="url"
            mono
            placeholder="https://id.example.com/.well-known/openid-configuration"
          />
          <IssuerTest />
          <TextareaField name="allowedClients" label="Allowed clients" hint={copy.allowedClients} mono rows={2} />
          <TextareaField name="allowedAudiences" label="Allowed audiences" hint={copy.allowedAudiences} mono rows={2} />
        </div>
      )}
      {type === 'AUTHENTICATE_ONLY' && <Notice>{copy.apiKeys}</Notice>}
      {type === 'NONE' && <Notice tone="warning">{copy.none}</Notice>}
    </div>
  )
}
