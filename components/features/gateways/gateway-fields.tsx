import { useFormContext } from 'react-hook-form'
import { isBuiltIn } from '../../../lib/console/sign-in.ts'
import { supportedMcpVersions } from '../../../lib/contracts/gateways.ts'
import { TextareaField, TextField } from '../../patterns/form-fields.tsx'
import { RadioGroupField } from '../../patterns/radio-group-field.tsx'
import { Checkbox } from '../../ui/choice.tsx'
import { Fieldset } from '../../ui/field.tsx'
import { CustomClaimsField } from './custom-claims-field.tsx'
import { approvalChoices, gatewayCopy as copy } from './gateway-copy.ts'
import type { GatewayFormValues } from './gateway-form-model.ts'
import { SignInFields } from './sign-in-fields.tsx'

/** Inside a FormShell. */
export function GatewayFields({ publicUrl }: { publicUrl: string }) {
  return (
    <>
      <TextField name="name" label="Name" hint={copy.name} />
      <TextField name="description" label="Description" optional />
      <SignInFields publicUrl={publicUrl} />
      <RadioGroupField name="approval" legend={copy.approvalTitle} hint={copy.approval} options={approvalChoices} />
      <AdvancedFields />
    </>
  )
}

const advanced = ['allowedScopes', 'customClaims', 'supportedVersions', 'instructions', 'roleArn'] as const

/** Opens by itself when a fault is inside, so that no error is hidden. */
function AdvancedFields() {
  const { watch, register, getValues, formState } = useFormContext<GatewayFormValues>()
  const { errors } = formState
  const signIn = watch('signIn')
  const isOurs = isBuiltIn(signIn)
  const isJwt = signIn === 'CUSTOM_JWT' || isOurs
  return (
    <details
      open={advanced.some((field) => errors[field]) || (isOurs && errors.allowedClients) ? true : undefined}
      className="rounded-lg border border-border"
    >
      <summary className="cursor-pointer rounded-lg px-4 py-3 font-medium">Advanced settings</summary>
      <div className="grid gap-6 border-t border-border p-4">
        {isJwt && (
          <>
            {isOurs && (
              <TextareaField
                name="allowedClients"
                label="Allowed clients"
                hint={copy.builtInClients}
                optional
                mono
                rows={2}
              />
            )}
            <TextareaField
              name="allowedScopes"
              label="Allowed scopes"
              hint={copy.allowedScopes}
              optional
              mono
              rows={2}
            />
            <CustomClaimsField />
          </>
        )}
        <Fieldset legend="Supported versions" hint={copy.versions}>
          {supportedMcpVersions.map((version) => (
            <Checkbox
              key={version}
              id={`version-${version}`}
              value={version}
              label={version}
              defaultChecked={getValues('supportedVersions').includes(version)}
              {...register('supportedVersions')}
            />
          ))}
          {errors.supportedVersions && (
            <p role="alert" className="text-danger-foreground">
              {errors.supportedVersions.message}
            </p>
          )}
        </Fieldset>
        <TextareaField name="instructions" label="Instructions" hint={copy.instructions} optional rows={3} />
        <TextField name="roleArn" label="Service role ARN" hint={copy.roleArn} mono />
      </div>
    </details>
  )
}
