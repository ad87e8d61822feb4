export type { AccountStore, NewUser, SessionOwner, User } from './account.store.ts'
export { createAccounts, type Accounts, type AccountsDependencies } from './create-accounts.ts'
export type { People } from './people.ts'
export type { PeopleStore, PersonChange, PersonRecord, SessionRecord } from './people.store.ts'
