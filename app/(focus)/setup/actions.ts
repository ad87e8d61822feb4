'use server'

import { redirect } from 'next/navigation'
import type { AccountFormState } from '../../../components/features/sign-in/account-form.tsx'
import { ApiError } from '../../../lib/console/api-error.ts'
import { openSession } from '../../../lib/console/auth.ts'
import { routes } from '../../../lib/console/routes.ts'
import { serverCall } from '../../../lib/console/server-api.ts'
import { completeSetup } from '../../../lib/contracts/operations/console.ts'

/** Makes the first administrator and signs them in. */
export async function setupAction(_: AccountFormState, form: FormData): Promise<AccountFormState> {
  const typed = form.get('email')
  const email = typeof typed === 'string' ? typed : ''
  const request = completeSetup.input.safeParse({ token: form.get('token'), email, password: form.get('password') })
  if (!request.success) {
    const messageOf = (member: string) => request.error.issues.find((issue) => issue.path[0] === member)?.message
    return {
      email,
      failure: messageOf('token'),
      fields: { email: messageOf('email'), password: messageOf('password') },
    }
  }
  try {
    await serverCall(completeSetup, request.data)
    await openSession(request.data)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return { email, failure: error.message }
  }
  redirect(routes.overview())
}
