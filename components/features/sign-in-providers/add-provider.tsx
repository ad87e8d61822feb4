'use client'

import { useForm } from 'react-hook-form'
import { useCreateSignInProvider, useTestSignInProvider } from '../../../lib/console/queries/sign-in-queries.ts'
import { fieldFor, toList, wireResolver, type WireForm } from '../../../lib/console/wire-form.ts'
import { createSignInProvider } from '../../../lib/contracts/operations/sign-in.ts'
import { signInKinds, type SignInKind } from '../../../lib/contracts/sign-in.ts'
import { CopyField } from '../../patterns/copy-field.tsx'
import { ErrorNotice } from '../../patterns/error-notice.tsx'
import { CheckboxField, SelectField, TextareaField, TextField } from '../../patterns/form-fields.tsx'
import { FormShell } from '../../patterns/form-shell.tsx'
import { Notice } from '../../patterns/notice.tsx'
import { VisibleText } from '../../patterns/visible-text.tsx'
import { Button } from '../../ui/button.tsx'
import { Section } from '../../ui/card.tsx'
import { useToast } from '../../ui/toast.tsx'
import { signInProviderCopy as copy } from './sign-in-provider-copy.ts'

interface Values {
  kind: SignInKind
  id: string
  name: string
  issuer: string
  clientId: string
  clientSecret: string
  whoMayJoin: 'invited' | 'anybody'
  groupClaim: string
  groups: string
  bindsCallers: boolean
}
const empty: Values = {
  ...{ kind: 'oidc', id: 'company', name: '', issuer: '', clientId: '', clientSecret: '', whoMayJoin: 'invited' },
  ...{ groupClaim: '', groups: '', bindsCallers: true },
}

/** `group = role` lines; what is malformed reaches the contract's check as it is. */
const rolesOf = (text: string) =>
  Object.fromEntries(
    toList(text).map((line) => {
      const at = line.lastIndexOf('=')
      return [line.slice(0, at < 0 ? undefined : at).trim(), at < 0 ? '' : line.slice(at + 1).trim()]
    }),
  )

const toInput = ({ groups, groupClaim, issuer, ...values }: Values) => ({
  ...values,
  ...(issuer.trim() !== '' && values.kind === 'oidc' && { issuer }),
  ...(groupClaim.trim() !== '' && values.kind !== 'github' && { groupClaim, roleByGroup: rolesOf(groups) }),
})
const wire: WireForm<Values> = {
  toInput,
  schema: createSignInProvider.input,
  fields: {
    ...{ kind: 'kind', id: 'id', name: 'name', issuer: 'issuer', clientId: 'clientId', clientSecret: 'clientSecret' },
    ...{ whoMayJoin: 'whoMayJoin', groupClaim: 'groupClaim', roleByGroup: 'groups', bindsCallers: 'bindsCallers' },
  },
}

export function AddProvider({ publicUrl }: { publicUrl: string }) {
  const create = useCreateSignInProvider()
  const toast = useToast()
  const form = useForm<Values>({ defaultValues: empty, resolver: wireResolver(wire) })
  const { kind, id, issuer } = form.watch()
  return (
    <Section title={copy.add} description={copy.addText}>
      <FormShell
        form={form}
        submitLabel={copy.submit}
        fieldOf={(member) => fieldFor(wire, member)}
        onSubmit={async (values) => {
          await create.mutateAsync(toInput(values) as Parameters<typeof create.mutateAsync>[0])
          form.reset(empty)
          toast(copy.added)
        }}
      >
        <SelectField name="kind" label={copy.kind}>
          {signInKinds.map((value) => (
            <option key={value} value={value}>
              {copy.kinds[value]}
            </option>
          ))}
        </SelectField>
        <TextField name="name" label={copy.name} />
        <TextField name="id" label={copy.id} hint={copy.idHint} />
        <CopyField label={copy.callback} value={`${publicUrl}/api/auth/callback/${id}`} />
        {kind === 'oidc' && (
          <>
            <TextField name="issuer" label={copy.issuer} hint={copy.issuerHint} />
            <IssuerCheck issuer={issuer.trim()} />
          </>
        )}
        <TextField name="clientId" label={copy.clientId} />
        <TextField name="clientSecret" label={copy.clientSecret} hint={copy.clientSecretHint} type="password" />
        <SelectField name="whoMayJoin" label={copy.whoMayJoin}>
          {(['invited', 'anybody'] as const).map((value) => (
            <option key={value} value={value}>
              {copy.who[value]}
            </option>
          ))}
        </SelectField>
        {kind !== 'github' && (
          <>
            <TextField name="groupClaim" label={copy.groupClaim} hint={copy.groupClaimHint} />
            <TextareaField name="groups" label={copy.groups} hint={copy.groupsHint} mono rows={3} />
            <CheckboxField name="bindsCallers" label={copy.binds} hint={copy.bindsHint} />
          </>
        )}
      </FormShell>
    </Section>
  )
}

/** What was found is about the issuer that was asked, no other. */
function IssuerCheck({ issuer }: { issuer: string }) {
  const { mutate, isPending, data, error, variables } = useTestSignInProvider()
  const isCurrent = variables === issuer && !isPending
  return (
    <div className="grid gap-3">
      <Button className="w-fit" busy={isPending} onClick={() => mutate(issuer)}>
        {copy.test}
      </Button>
      <div role="status" className="empty:hidden">
        {isCurrent && error && <ErrorNotice error={error} />}
        {isCurrent && data?.usable && <Notice tone="success" title={copy.usable(data.issuer)} />}
        {isCurrent && data?.usable === false && (
          <Notice tone="danger" title={copy.unusable}>
            <p className="wrap-anywhere">
              <VisibleText text={data.detail} />
            </p>
          </Notice>
        )}
      </div>
    </div>
  )
}
