export type { AccountStore, NewUser, SessionOwner, User } from './account.store.ts'
export { createAccounts, type Accounts, type AccountsDependencies } from './create-accounts.ts'
