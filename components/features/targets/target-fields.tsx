import { useFormContext } from 'react-hook-form'
import type { Gateway } from '../../../lib/contracts/gateways.ts'
import { TextField } from '../../patterns/form-fields.tsx'
import { RadioGroupField } from '../../patterns/radio-group-field.tsx'
import { OauthFields } from './oauth-fields.tsx'
import { targetCopy } from './target-copy.ts'
import { consentObstacle, type TargetFormValues } from './target-form-model.ts'
import { ToolSchemaField } from './tool-schema-field.tsx'

const copy = targetCopy.form

/** Endpoint, protection, method: in the order in which an admin knows the answers. Inside a FormShell. */
export function TargetFields({ gateway }: { gateway: Gateway }) {
  const { watch } = useFormContext<TargetFormValues>()
  const [protection, method] = watch(['protection', 'method'])
  const obstacle = consentObstacle(gateway)
  return (
    <>
      <h2 className="text-base font-semibold">{copy.endpointTitle}</h2>
      <TextField name="name" label="Name" hint={copy.name} />
      <TextField name="description" label="Description" optional />
      <TextField
        name="endpoint"
        label="Endpoint URL"
        hint={copy.endpoint}
        type="url"
        mono
        placeholder="https://mcp.example.com/mcp"
      />
      <hr />
      <RadioGroupField
        name="protection"
        legend={copy.protectionTitle}
        isHeading
        hint={copy.protection}
        options={[
          { value: 'none', ...copy.none },
          { value: 'oauth', ...copy.oauth, hint: obstacle ?? copy.oauth.hint, disabled: obstacle !== undefined },
        ]}
      />
      {protection === 'oauth' && <OauthFields gateway={gateway} />}
      <hr />
      <RadioGroupField
        name="method"
        legend={copy.methodTitle}
        isHeading
        hint={copy.method}
        options={[
          { value: 'sync', ...copy.sync, hint: protection === 'oauth' ? copy.syncConsent : copy.sync.hint },
          { value: 'schema', ...copy.schema },
        ]}
      />
      {method === 'schema' && <ToolSchemaField />}
      <TextField
        name="maxResponseBytes"
        label="Largest answer (bytes)"
        hint={copy.maxResponseBytes}
        optional
        inputMode="numeric"
      />
      <TextField
        name="resourcePriority"
        label="Resource priority"
        hint={copy.resourcePriority}
        optional
        inputMode="numeric"
      />
    </>
  )
}
