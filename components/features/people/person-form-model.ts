import type { z } from 'zod'
import type { WireForm } from '../../../lib/console/wire-form.ts'
import { invitePerson, updatePerson } from '../../../lib/contracts/operations/people.ts'
import type { PersonView } from '../../../lib/contracts/people.ts'
import { isScopable, type ConsoleRole } from '../../../lib/kernel/roles.ts'

export interface PersonFormValues {
  email: string
  role: ConsoleRole
  reach: 'all' | 'some'
  gatewayIds: string[]
}

export const emptyPerson: PersonFormValues = { email: '', role: 'member', reach: 'all', gatewayIds: [] }

export const personValues = ({ email, role, gatewayIds }: PersonView): PersonFormValues => ({
  email,
  role,
  reach: gatewayIds ? 'some' : 'all',
  gatewayIds: [...(gatewayIds ?? [])],
})

/** A team lead has gateways always, an administrator and a member never. */
export const needsGateways = ({ role, reach }: PersonFormValues): boolean =>
  role === 'team-lead' || (isScopable(role) && reach === 'some')

const grantOf = (values: PersonFormValues) => ({
  role: values.role,
  ...(needsGateways(values) && { gatewayIds: values.gatewayIds }),
})

export const toInvitation = (values: PersonFormValues): z.input<typeof invitePerson.input> => ({
  email: values.email.trim(),
  ...grantOf(values),
})
export const toUpdate = (values: PersonFormValues, { userId, status }: PersonView) =>
  ({ userId, ...grantOf(values), disabled: status === 'disabled' }) satisfies z.input<typeof updatePerson.input>

const fields = { email: 'email', role: 'role', gatewayIds: 'gatewayIds' } as const

export const invitationForm: WireForm<PersonFormValues> = {
  toInput: toInvitation,
  schema: invitePerson.input,
  fields,
}
export const personForm = (person: PersonView): WireForm<PersonFormValues> => ({
  toInput: (values) => toUpdate(values, person),
  schema: updatePerson.input,
  fields,
})
