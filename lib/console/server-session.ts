import { headers } from 'next/headers'
import { notFound, redirect } from 'next/navigation'
import { cache } from 'react'
import type { Person } from '../contracts/console.ts'
import { getMe } from '../contracts/operations/console.ts'
import { may, type Action } from '../kernel/roles.ts'
import { isSignedOut } from './api-error.ts'
import { routes } from './routes.ts'
import { serverCall } from './server-api.ts'

/** Who is asking, by the front door's word: the cookie alone proves nothing here. Once per request. */
export const findPerson = cache(async (): Promise<Person | undefined> => {
  try {
    return await serverCall(getMe, {})
  } catch (error) {
    if (isSignedOut(error)) return undefined
    throw error
  }
})

/**
 * First line of every page of the console: signed out, the visitor goes to sign-in and from there back here. A page that is
 * not for the visitor's role looks like one that is not there (I6); the API refuses its calls in any case.
 */
export async function requirePerson(action: Action = 'self'): Promise<Person> {
  const person = await findPerson()
  if (!person) redirect(routes.signIn((await headers()).get('x-postern-path') ?? undefined))
  return may(person, action) ? person : notFound()
}
