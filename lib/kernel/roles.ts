/** What people may be at the console, from all rights to their own connections alone. */
export const consoleRoles = ['admin', 'operator', 'auditor', 'team-lead', 'member'] as const
export type ConsoleRole = (typeof consoleRoles)[number]

/** What an operation does, as far as rights tell operations apart. */
export const actions = [
  'self',
  'gateways.read',
  'gateways.change',
  'targets.read',
  'targets.change',
  'clients.read',
  'clients.change',
  'workloads.read',
  'workloads.change',
  'users.act-for',
  'catalogue.read',
  'usage.read',
  'people.read',
  'people.change',
  'keys.read',
  'keys.change',
  'settings.read',
  'settings.change',
  'connections.own',
  'connections.read',
  'connections.end',
  'audit.read',
] as const
export type Action = (typeof actions)[number]

const everybody = ['self', 'connections.own'] as const
const readers = [
  ...['gateways.read', 'targets.read', 'clients.read', 'workloads.read', 'catalogue.read', 'usage.read'],
  'settings.read',
] as const

const rights: Readonly<Record<ConsoleRole, ReadonlySet<string>>> = {
  admin: new Set(actions),
  operator: new Set([...everybody, ...readers, 'targets.change', 'clients.change', 'workloads.change']),
  auditor: new Set([...everybody, ...readers, 'people.read', 'keys.read', 'connections.read', 'audit.read']),
  'team-lead': new Set([...everybody, 'gateways.read', 'catalogue.read', 'usage.read', 'keys.read']),
  member: new Set(everybody),
}

/** What reaches past single gateways, so that who holds a role for some of them only cannot do it. */
const everywhere: ReadonlySet<string> = new Set<Action>([
  ...(['gateways.change', 'clients.change', 'workloads.read', 'workloads.change', 'users.act-for'] as const),
  ...(['people.read', 'people.change', 'keys.change', 'settings.change'] as const),
  ...(['connections.read', 'connections.end', 'audit.read'] as const),
])

export interface RoleGrant {
  role: ConsoleRole
  /** The gateways that the role is for; left out: all. */
  gatewayIds?: readonly string[]
}

/** Decides at the server, and tells the console what to leave out. */
export const may = ({ role, gatewayIds }: RoleGrant, action: Action): boolean =>
  rights[role].has(action) && (gatewayIds === undefined || !everywhere.has(action))

/** Roles that can be held for some gateways only. An administrator's rights reach the people themselves. */
export const isScopable = (role: ConsoleRole): boolean => role !== 'admin' && role !== 'member'
