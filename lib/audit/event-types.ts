/** Everything that an audit entry can be about, in the words of the audit page. Add yours here first. */
export const auditEventTypes = {
  'account.created': 'A person who may sign in to the console was added',
  'account.changed': 'A person got another role or other gateways, or was disabled or enabled',
  'account.invited': 'A one-time link to set a password was made for a person',
  'account.linked': 'An account at a sign-in provider was added to a person, who signs in with it from then on',
  'account.unlinked': 'A person took an account at a sign-in provider away again',
  'account.password-replaced': 'A password was replaced, and its sessions were ended',
  'account.removed': 'A person was removed, and everything that he had open was ended',
  'account.session-ended': 'A session of a person was ended by somebody',
  'account.signed-in': 'Somebody signed in to the console, or was refused',
  'account.signed-out': 'Somebody signed out of the console',
  'api-key.created': 'An API key of a gateway was made; names the key and never shows it',
  'api-key.updated': 'An API key was given an earlier end',
  'api-key.revoked': 'An API key was revoked: it lets nobody in any more',
  'api-key.deleted': 'An API key was deleted, and the connections of its callers were ended',
  'api-key.refused': 'Somebody came with an API key that is revoked or expired, or belongs to another gateway',
  'authorization.started': 'A consent was asked for; names who asked and for what',
  'authorization.opened': 'Somebody agreed on the connect page and was sent to the provider',
  'authorization.consented': 'The provider sent a code, which is held until the completion',
  'authorization.completed': 'The starter proved himself and the code was exchanged',
  'authorization.refused': 'A completion was refused; the reason tells expired, spent and unknown apart',
  'authorization.mismatch': 'Somebody else, or another browser, tried to finish a consent; names both principals',
  'authorization.denied': 'The consent was refused on our page or at the provider',
  'authorization.failed': 'The provider or the exchange failed',
  'authorization.cancelled': 'A pending consent was taken back',
  'authorization.expired': 'A consent was not finished in its ten minutes',
  'client-sign-in.changed': 'A way by which MCP clients sign people in was opened or closed',
  'client-sign-in.keys-rotated': 'Another key signs the tokens of the built-in sign-in',
  'connection.granted': 'A grant was stored for a person',
  'connection.needs-reauth': 'A grant can no longer be refreshed; the person is asked again',
  'connection.ended': 'A grant was dropped',
  'gateway.created': 'A gateway was created',
  'gateway.updated': 'A gateway was changed',
  'gateway.deleted': 'A gateway was deleted',
  'mcp-client.acted': 'A program exchanged a person’s token for one that names it as acting for him',
  'mcp-client.allowed': 'A person allowed an MCP client to use a gateway in his name',
  'mcp-client.created': 'An administrator registered an MCP client',
  'mcp-client.deleted': 'An MCP client was removed, with everything that it was allowed',
  'mcp-client.revoked': 'What a person had allowed an MCP client was taken back',
  'provider.created': 'A credential provider was created',
  'provider.updated': 'A credential provider was changed',
  'provider.deleted': 'A credential provider was deleted',
  'sign-in-provider.created': 'A provider was added with which people sign in to the console',
  'sign-in-provider.updated': 'A provider with which people sign in was changed',
  'sign-in-provider.deleted': 'A provider with which people sign in was removed',
  'target.created': 'A target was created',
  'target.updated': 'A target was changed',
  'target.deleted': 'A target was deleted',
  'target.synchronization-started': 'A synchronization was asked for',
  'target.synchronized': 'A target serves a new catalogue',
  'target.failed': 'A creation, update or synchronization failed; the catalogue before it goes on serving',
  'target.definitions-approved':
    'Definitions of a target were approved; names them with the hashes that were looked at',
  'target.authorization-cancelled': 'A pending consent of a target was cancelled',
  'target.authorization-renewed': 'A pending target was given a fresh link',
  'workload.created': 'A workload identity was created',
  'workload.updated': 'A workload identity was changed',
  'workload.deleted': 'A workload identity was deleted',
} as const

export type AuditEventType = keyof typeof auditEventTypes

/** What happens to one kind of thing: `AuditVerb<'workload'>` is `'created' | 'updated' | 'deleted'`. */
export type AuditVerb<Noun extends string> = AuditEventType extends infer Type
  ? Type extends `${Noun}.${infer Verb}`
    ? Verb
    : never
  : never
