import { groupRoles, type GroupRole } from '../../contracts/sign-in.ts'
import type { SignInProviderRecord } from './sign-in.store.ts'

/** The strongest role that one of the groups gives, with the group that gives it; without one, a member. */
export function roleByGroups(
  { roleByGroup }: Pick<SignInProviderRecord, 'roleByGroup'>,
  groups: readonly string[],
): { role: GroupRole; group?: string } {
  const roleOf = (group: string) => (Object.hasOwn(roleByGroup, group) ? roleByGroup[group] : undefined)
  for (const role of groupRoles) {
    const group = groups.find((name) => roleOf(name) === role)
    if (group !== undefined) return { role, group }
  }
  return { role: 'member' }
}
