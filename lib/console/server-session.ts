import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import type { Person } from '../contracts/console.ts'
import { getMe } from '../contracts/operations/console.ts'
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

/** Signed out, the visitor goes to sign-in and from there back here. */
export async function requireSignedIn(): Promise<Person> {
  const person = await findPerson()
  return person ?? redirect(routes.signIn((await headers()).get('x-postern-path') ?? undefined))
}

/** First line of every page of the console. The operations refuse a member too; this spares him pages full of refusals. */
export async function requirePerson(): Promise<Person> {
  const person = await requireSignedIn()
  return person.role === 'admin' ? person : redirect(routes.account())
}
