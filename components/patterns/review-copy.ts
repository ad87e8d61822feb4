import type { DefinitionKind, DefinitionState } from '../../lib/contracts/approvals.ts'

export const kindWords: Record<DefinitionKind, string> = {
  tool: 'Tool',
  prompt: 'Prompt',
  resource: 'Resource',
  template: 'Resource template',
}
export const stateWords: Record<DefinitionState, string> = {
  approved: 'Approved',
  changed: 'Changed since approved',
  new: 'New',
  gone: 'Gone',
}

export const reviewCopy = {
  title: 'Needs review',
  description: (count: number) =>
    count === 1
      ? 'One definition has changed or come since an administrator approved.'
      : `${count} definitions have changed or come since an administrator approved.`,
  withheld: 'This gateway requires approval: they are not offered to anyone before that.',
  served: 'They are offered to clients meanwhile, as this gateway does not require approval.',
  notServed: 'Not served',
  open: (isNew: boolean) => (isNew ? 'Review definition' : 'Review changes'),
  loading: 'Loading the definition',
  findings: 'Worth a second look',
  findingsHint: 'Found by rules. They prove nothing, and finding none proves nothing either.',
  approve: 'Approve',
  approved: (name: string) => `${name} approved.`,
  approvedBefore: 'Approved before by',
  neverApproved: 'Nobody has approved a definition of this name. All of it is new.',
  unchanged: 'The text that is served is the approved one.',
  diff: (name: string) => `Changes of ${name}`,
  removed: 'Removed',
  added: 'Added',
  legend: 'Lines with − were approved, lines with + are in their place now.',
  approveAll: (count: number) => (count === 1 ? 'Approve it' : `Approve all ${count}`),
  approveAllTitle: (count: number, target: string) =>
    count === 1 ? `Approve one definition of ${target}?` : `Approve all ${count} definitions of ${target}?`,
  approveAllConsequences: [
    'They count as looked at, each as it is now, and are offered to clients.',
    'Whatever changes in between is refused, and nothing of that batch is approved.',
  ],
  approvedAll: 'Approved.',
} as const
