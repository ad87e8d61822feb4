import type { AttentionItem } from '../../../lib/contracts/console.ts'

export const overviewCopy = {
  title: 'Overview',
  description: 'What needs a decision, and how everything is doing.',
  attention: 'Needs attention',
  attentionNone: 'Nothing needs a decision from you.',
  health: 'Health',
  healthDescription: 'Every gateway with its targets.',
  columns: {
    gateway: 'Gateway',
    status: 'Status',
    signIn: 'Sign-in of callers',
    targets: 'Targets',
    tools: 'Tools',
  },
  noTargets: 'None yet',
  more: (count: number) => `and ${count} more`,
  on: (gateway: string) => `on ${gateway}`,
  actionFor: (target: string, gateway: string) => `${target} on ${gateway}`,
  emptyTitle: 'Start with a gateway',
  emptyText:
    'A gateway is one URL that MCP clients connect to. Behind it you attach MCP servers as targets; each person’s own login to them is asked for only when a tool is called.',
  createGateway: 'Create gateway',
  steps: [
    'Create a gateway',
    'Add an OAuth client for the server’s login',
    'Attach the server as a target and authorize it',
  ],
  synchronizeStarted: (target: string) => `Synchronizing ${target}`,
  figures: {
    gateways: 'Gateways',
    ready: 'Targets ready',
    tools: 'Tools served',
    waiting: 'Waiting for review',
    clients: 'OAuth clients',
  },
  waiting: (count: number) =>
    count === 1
      ? 'One definition has changed or come since it was approved.'
      : `${count} definitions have changed or come since they were approved.`,
  outOf: (part: number, whole: number) => `${part} of ${whole}`,
} as const

export const attentionText: Record<AttentionItem['action'], string> = {
  authorize: 'Waits for a consent at its provider.',
  synchronize: 'Its tools could not be listed.',
  review: 'Its last change did not work.',
  approve: 'Definitions changed since they were approved.',
}
