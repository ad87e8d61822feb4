'use server'

import { redirect } from 'next/navigation'
import { closeSession } from '../../lib/console/auth.ts'
import { routes } from '../../lib/console/routes.ts'

export async function signOutAction(): Promise<void> {
  await closeSession()
  redirect(routes.signIn())
}
