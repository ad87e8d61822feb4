'use server'

import { redirect } from 'next/navigation'
import type { AccountFormState } from '../../../components/features/sign-in/account-form.tsx'
import { ApiError } from '../../../lib/console/api-error.ts'
import { openSession } from '../../../lib/console/auth.ts'
import { routes } from '../../../lib/console/routes.ts'
import { serverCall } from '../../../lib/console/server-api.ts'
import { acceptInvitation } from '../../../lib/contracts/operations/people.ts'

/** Sets the password and signs the person in. The address is the invitation's, whatever the form says. */
export async function invitationAction(_: AccountFormState, form: FormData): Promise<AccountFormState> {
  const typed = form.get('email')
  const email = typeof typed === 'string' ? typed : ''
  const request = acceptInvitation.input.safeParse({ token: form.get('token'), password: form.get('password') })
  if (!request.success) {
    const fault = request.error.issues.find((issue) => issue.path[0] === 'password')?.message
    return { email, fields: { password: fault } }
  }
  try {
    const person = await serverCall(acceptInvitation, request.data)
    await openSession({ email: person.email, password: request.data.password })
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return { email, failure: error.message }
  }
  redirect(routes.start())
}
