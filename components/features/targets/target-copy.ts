import type { SyncRun } from '../../../lib/contracts/console.ts'
import { plural } from '../../../lib/console/format.ts'

export const targetCopy = {
  list: {
    title: 'Targets',
    description: 'The MCP servers behind this gateway.',
    add: 'Add target',
    empty: {
      title: 'No target yet',
      description: 'A target is an MCP server. Its tools appear on the gateway under the target’s name.',
      action: 'Add the first target',
    },
  },
  form: {
    newTitle: 'New target',
    newDescription: (gateway: string) => `An MCP server whose tools ${gateway} will offer.`,
    save: 'Save changes',
    saved: 'Changes saved.',
    endpointTitle: 'Endpoint',
    name: 'Letters, digits and single hyphens. Tools are offered as name___tool.',
    endpoint: 'Where the MCP server answers over Streamable HTTP.',
    protectionTitle: 'How it is protected',
    protection: 'What the server wants from whoever calls it.',
    none: { label: 'No authorization', hint: 'The server is open to Postern, or protected by the network alone.' },
    oauth: {
      label: 'OAuth, each person as themselves',
      hint: 'Each person consents once, at the server’s own login, when a tool is first called.',
    },
    client: 'The registration of Postern at the server’s authorization server.',
    noClient: 'There is no OAuth client yet.',
    chooseClient: 'Choose an OAuth client',
    addClient: 'Add OAuth client',
    scopes: 'What each person is asked to allow, separated by spaces.',
    parameters: 'Sent along when consent is asked for, such as an audience: one name=value a line.',
    returnUrl:
      'Where people land after consenting: the page of your application that completes it. Empty: Postern’s own page, which completes for people who sign in here.',
    methodTitle: 'How its tools become known',
    method: 'Tools are listed to clients from a stored catalogue, so that nobody has to sign in to see them.',
    sync: { label: 'Synchronize now', hint: 'Postern connects and lists the tools.' },
    syncConsent:
      'Postern connects and lists the tools. You will be asked to consent once for that; the token is dropped afterwards.',
    schema: {
      label: 'Paste or upload the tool schema',
      hint: 'The server is not contacted; the target serves these tools at once, and others when you change the schema.',
    },
    toolSchema: 'Tool schema',
    toolSchemaHint: 'The JSON answer of tools/list: an object with a tools array. At most 1 MB.',
    maxResponseBytes: 'Whatever is larger is refused by name. 1,024 to 67,108,864; empty: 16,777,216 (16 MiB).',
    resourcePriority:
      'Where several targets have a resource of the same address, the lowest number answers. 0 to 1,000; empty: 1,000.',
    upload: 'Upload a file',
    tooLarge: 'This is larger than 1 MB.',
    consentAgain: 'Saving asks for your consent again: the settings are checked with a fresh token.',
  },
  authorize: {
    title: 'Authorize',
    words: 'Postern needs a token of yours for a moment, to list this server’s tools. It is dropped right afterwards.',
    onlyYou: 'Only you can complete this: whoever else opens it is refused.',
    notMine: (who: string) => `${who} started this. Authorize makes a new link for you; the old one stops working.`,
    opened: 'The link was opened; the login is under way in a browser.',
    authorize: 'Authorize',
    cancel: 'Cancel authorization',
    url: 'Authorization URL',
    left: 'Time left',
  },
  synchronize: 'Synchronize',
  schemaTarget:
    'Its tools come from a stored schema, so there is nothing to synchronize. Edit the target to change them.',
  working: 'Something is under way.',
  tools: {
    title: 'Tools',
    none: 'No tools are served. They appear here once they have been listed.',
    search: 'Search these tools',
    found: (count: number) => (count === 0 ? 'No tool matches.' : `${plural(count, 'tool')} found.`),
    all: (count: number) => `Show all ${count}`,
  },
  items: {
    prompts: 'Prompts',
    resources: 'Resources',
    resourcesServed: (resources: number, templates: number) =>
      [plural(resources, 'resource'), ...(templates > 0 ? [plural(templates, 'template')] : [])].join(' and ') +
      ' served.',
  },
  stale: {
    title: 'The server says that its lists have changed.',
    wayOut: 'Synchronize to take them over; until then the lists below are what it had before.',
  },
  runs: { title: 'Sync history', none: 'Nothing has been synchronized yet.' },
  authorizations: { title: 'Earlier authorizations' },
  settings: { title: 'Settings' },
  deletion: {
    title: (name: string) => `Delete target ${name}?`,
    heading: 'Delete this target',
    action: 'Delete target',
    hint: 'Its tools leave the gateway at once.',
    consequences: (tools: number) => [
      tools === 0
        ? 'It serves no tools at present.'
        : `${tools === 1 ? 'Its tool is' : `Its ${tools} tools are`} no longer offered to anyone.`,
      'A pending authorization is cancelled.',
    ],
    deleted: 'Target deleted.',
  },
} as const

export const runKind: Record<SyncRun['kind'], string> = {
  create: 'Creation',
  update: 'Update',
  synchronize: 'Synchronization',
}

const outcomes: Record<string, string> = {
  DONE: 'Completed',
  DENIED: 'Declined at the provider',
  FAILED: 'Not completed',
  EXPIRED: 'Not completed in ten minutes',
  MISMATCH: 'Refused: finished by somebody else',
  CANCELLED: 'Cancelled',
}
/** Undefined while it has not ended. */
export const authorizationOutcome = (outcome: string): string | undefined => outcomes[outcome]
