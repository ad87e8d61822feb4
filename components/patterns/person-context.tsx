'use client'

import { createContext, useContext, type ReactNode } from 'react'
import type { Person } from '../../lib/contracts/console.ts'
import { may, type Action } from '../../lib/kernel/roles.ts'

const PersonContext = createContext<Person | undefined>(undefined)

/** Who is signed in, for what the console leaves out; the server decides anew with every call. */
export function PersonProvider({ person, children }: { person: Person; children: ReactNode }) {
  return <PersonContext value={person}>{children}</PersonContext>
}

export function usePerson(): Person {
  const person = useContext(PersonContext)
  if (!person) throw new Error('This part of the console is shown to people who are signed in.')
  return person
}

/** Whether the role of the person allows something. */
export const useMay = (action: Action): boolean => may(usePerson(), action)

/** What only some roles can do is not shown to the others. */
export function Can({ action, children }: { action: Action; children: ReactNode }) {
  return useMay(action) ? children : null
}
