import type { z } from 'zod'
import type { WireForm } from '../../../lib/console/wire-form.ts'
import { createSignInProvider } from '../../../lib/contracts/operations/sign-in.ts'
import { signInIssuers } from '../../../lib/contracts/sign-in.ts'

/** What is asked for in place; the page of sign-in providers has the rest. */
export interface NewProviderValues {
  name: string
  issuer: string
  clientId: string
  clientSecret: string
  whoMayJoin: 'invited' | 'anybody'
}

export const emptyProvider: NewProviderValues = {
  ...{ name: '', issuer: '', clientId: '', clientSecret: '', whoMayJoin: 'invited' },
}

export const callbackUrlOf = (publicUrl: string, id: string): string => `${publicUrl}/api/auth/callback/${id}`

/** A free id made of the name; it is part of the callback URL, so it is known while the name is typed. */
export function providerIdFor(name: string, taken: readonly string[]): string {
  const slug =
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .slice(0, 30)
      .replace(/^-|-$/g, '') || 'company'
  const ids = [slug, ...Array.from({ length: taken.length + 1 }, (_, index) => `${slug}-${index + 2}`)]
  return ids.find((id) => !taken.includes(id) && id !== 'credentials') ?? slug
}

export function toProviderInput(
  values: NewProviderValues,
  taken: readonly string[],
): z.input<typeof createSignInProvider.input> {
  const issuer = values.issuer.trim()
  const kind = issuer === signInIssuers.google ? 'google' : 'oidc'
  return { ...values, issuer, kind, id: providerIdFor(values.name, taken) }
}

export const newProviderForm = (taken: readonly string[]): WireForm<NewProviderValues> => ({
  toInput: (values) => toProviderInput(values, taken),
  schema: createSignInProvider.input,
  fields: {
    ...{ id: 'name', name: 'name', issuer: 'issuer', clientId: 'clientId', clientSecret: 'clientSecret' },
    whoMayJoin: 'whoMayJoin',
  },
})
