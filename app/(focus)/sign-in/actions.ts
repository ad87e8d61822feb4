'use server'

import { redirect } from 'next/navigation'
import type { AccountFormState } from '../../../components/features/sign-in/account-form.tsx'
import { signInCopy as copy } from '../../../components/features/sign-in/sign-in-copy.ts'
import { ApiError } from '../../../lib/console/api-error.ts'
import { openSession } from '../../../lib/console/auth.ts'
import { safePath } from '../../../lib/console/safe-path.ts'

const text = (form: FormData, name: string): string => {
  const value = form.get(name)
  return typeof value === 'string' ? value : ''
}

export async function signInAction(_: AccountFormState, form: FormData): Promise<AccountFormState> {
  const email = text(form, 'email').trim()
  try {
    await openSession({ email, password: text(form, 'password') })
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    const isRefusal = error.status === 401 || error.status === 400
    return { email, failure: isRefusal ? copy.wrong : error.message }
  }
  redirect(safePath(text(form, 'next')))
}
