import { consoleRoles, type ConsoleRole } from '../kernel/roles.ts'

export function roleOf(text: string): ConsoleRole {
  const role = consoleRoles.find((name) => name === text)
  if (role) return role
  throw new Error(`A user has the role "${text}", which this version does not know.`)
}

export const gatewayIdsOf = (text: string | null): { gatewayIds?: string[] } =>
  text === null ? {} : { gatewayIds: JSON.parse(text) as string[] }

export const gatewayIdsText = (gatewayIds: readonly string[] | undefined): string | null =>
  gatewayIds === undefined ? null : JSON.stringify(gatewayIds)
