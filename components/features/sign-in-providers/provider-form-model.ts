import type { z } from 'zod'
import { orAbsent, type WireForm } from '../../../lib/console/wire-form.ts'
import { createSignInProvider, updateSignInProvider } from '../../../lib/contracts/operations/sign-in.ts'
import type { SignInKind, SignInProvider } from '../../../lib/contracts/sign-in.ts'

export interface ProviderValues {
  kind: SignInKind
  id: string
  name: string
  issuer: string
  clientId: string
  clientSecret: string
  scopes: string
  whoMayJoin: 'invited' | 'anybody'
  groupClaim: string
  groups: string
  bindsCallers: boolean
}

export const emptyProvider: ProviderValues = {
  ...{ kind: 'oidc', id: 'company', name: '', issuer: '', clientId: '', clientSecret: '', scopes: '' },
  ...{ whoMayJoin: 'invited', groupClaim: '', groups: '', bindsCallers: true },
}

export const providerValues = ({ groupClaim = '', roleByGroup, ...provider }: SignInProvider): ProviderValues => ({
  ...emptyProvider,
  ...{ kind: provider.kind, id: provider.id, name: provider.name, issuer: provider.issuer },
  ...{ clientId: provider.clientId, scopes: provider.scopes, whoMayJoin: provider.whoMayJoin },
  ...{ bindsCallers: provider.bindsCallers, groupClaim },
  groups: Object.entries(roleByGroup)
    .map(([group, role]) => `${group} = ${role}`)
    .join('\n'),
})

/** `group = role`, one a line: names of groups may hold commas. What is malformed reaches the contract's check as it is. */
const rolesOf = (text: string) =>
  Object.fromEntries(
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .map((line) => {
        const at = line.lastIndexOf('=')
        return [line.slice(0, at < 0 ? undefined : at).trim(), at < 0 ? '' : line.slice(at + 1).trim()]
      }),
  )

const settingsOf = ({ id, name, clientId, kind, ...values }: ProviderValues) => {
  const [scopes, groupClaim] = [orAbsent(values.scopes), orAbsent(values.groupClaim)]
  return {
    ...{ id, name, clientId, whoMayJoin: values.whoMayJoin, bindsCallers: values.bindsCallers },
    ...(scopes !== undefined && { scopes }),
    ...(groupClaim !== undefined && kind !== 'github' && { groupClaim, roleByGroup: rolesOf(values.groups) }),
  }
}

export const toNewProvider = (values: ProviderValues): z.input<typeof createSignInProvider.input> => {
  const issuer = orAbsent(values.issuer)
  return {
    ...(settingsOf(values) as z.input<typeof createSignInProvider.input>),
    ...{ kind: values.kind, clientSecret: values.clientSecret },
    ...(issuer !== undefined && values.kind === 'oidc' && { issuer }),
  }
}

/** A secret that is left empty stays what it is. */
export const toProviderChange = (
  values: ProviderValues,
  enabled: boolean,
): z.input<typeof updateSignInProvider.input> => ({
  ...(settingsOf(values) as z.input<typeof updateSignInProvider.input>),
  ...(values.clientSecret !== '' && { clientSecret: values.clientSecret }),
  enabled,
})

const fields: WireForm<ProviderValues>['fields'] = {
  ...{ kind: 'kind', id: 'id', name: 'name', issuer: 'issuer', clientId: 'clientId', clientSecret: 'clientSecret' },
  ...{ scopes: 'scopes', whoMayJoin: 'whoMayJoin', groupClaim: 'groupClaim', roleByGroup: 'groups' },
  bindsCallers: 'bindsCallers',
}

export const newProviderForm: WireForm<ProviderValues> = {
  toInput: toNewProvider,
  schema: createSignInProvider.input,
  fields,
}
export const providerForm = ({ enabled }: SignInProvider): WireForm<ProviderValues> => ({
  toInput: (values) => toProviderChange(values, enabled),
  schema: updateSignInProvider.input,
  fields,
})
