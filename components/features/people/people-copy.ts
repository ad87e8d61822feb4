import type { PersonView } from '../../../lib/contracts/people.ts'
import type { RoleSource } from '../../../lib/contracts/sign-in.ts'
import type { ConsoleRole } from '../../../lib/kernel/roles.ts'

export const roleWords: Record<ConsoleRole, { label: string; hint: string }> = {
  admin: { label: 'Administrator', hint: 'May do everything, people and sign-in included.' },
  operator: { label: 'Operator', hint: 'Attaches and mends targets and OAuth clients. No people, no keys.' },
  auditor: { label: 'Auditor', hint: 'Reads everything but secrets, and changes nothing.' },
  'team-lead': { label: 'Team lead', hint: 'Reads the catalogue and the use of the gateways that you name.' },
  member: { label: 'Member', hint: 'Signs in for tools, and sees only their own connections.' },
}

export const statusWords: Record<PersonView['status'], string> = {
  active: 'Active',
  invited: 'Invited',
  disabled: 'Disabled',
}

export const peopleCopy = {
  title: 'People',
  description: 'Who may sign in here, as what, and for which gateways.',
  invite: 'Invite person',
  empty: { title: 'Nobody is here yet', text: 'Invite the first person by e-mail address.' },
  email: 'Email',
  emailHint: 'Only a name to sign in with: Postern sends no mail. You pass the link on yourself.',
  role: 'Role',
  gateways: 'Gateways',
  gatewaysHint: 'Which gateways the role is for.',
  allGateways: 'All gateways',
  someGateways: 'Only these',
  noGateways: 'There is no gateway yet.',
  link: 'One-time link',
  linkHint:
    'Shown this once. It works for seven days and sets the password. Pass it on by a way that only the person reads.',
  linkTitle: (email: string) => `${email} is invited`,
  linkDone: 'Done',
  save: 'Save changes',
  saved: 'Saved',
  grant: 'Role and gateways',
  access: 'Access',
  newLink: 'Make a new link',
  newLinkText: 'For who lost the first link, or the password. Using it ends every session that is open.',
  disable: 'Disable person',
  disableText:
    'Ends every session and every token of this person within five seconds, and serves no connection of theirs. Nothing is deleted.',
  enable: 'Enable person',
  enableText: 'The person can sign in again with the password as it was.',
  disabled: 'The person is disabled',
  enabled: 'The person is enabled',
  remove: 'Remove person',
  removeTitle: (email: string) => `Remove ${email}?`,
  removeText: 'The person, the sessions and the invitation are gone for good. The audit entries stay.',
  removeConsequences: [
    'Open sessions end at once.',
    'Tokens of an account at a provider are taken at gateways again; disable the person instead to refuse them.',
    'Every connection to a server ends here at once, and at its provider as soon as that can be reached.',
  ],
  signIns: 'Accounts at providers',
  signInsText:
    'With these the person signs in, beside a password if there is one. Each is known by the provider’s own id alone.',
  noSignIns: 'None. The person connects one under Settings, or by opening an invitation with it.',
  lastUsed: 'Last sign-in:',
  never: 'never',
  takeAway: 'Take away',
  takeAwayOf: (provider: string) => `Take away the account at ${provider}`,
  takeAwayTitle: (provider: string) => `Take away the account at ${provider}?`,
  takeAwayConsequences: [
    'The person can no longer sign in with it, and the sessions that it opened end at once.',
    'It may be the last way in: make a new link then.',
    'Gateways take its tokens as before. To refuse those too, disable the person instead.',
  ],
  takenAway: 'The account was taken away',
  roleFrom: 'Role from',
  roleSetBy: ({ providerName, group }: RoleSource) =>
    group === undefined
      ? `Set by ${providerName}: none of the person’s groups gives a role`
      : `Set by ${providerName} (group ${group})`,
  roleSetByText: (providerName: string) =>
    `The role follows the groups of ${providerName} at each sign-in, so it cannot be chosen here. Change the groups there, or what they give under Settings → Sign-in.`,
  connectionsText: 'What this person has allowed Postern to reach at other services.',
  showConnections: 'Show connections',
  removed: 'The person was removed',
} as const
