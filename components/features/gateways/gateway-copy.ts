import type { IssuerFault } from '../../../lib/contracts/issuers.ts'
import type { ApprovalMode } from '../../../lib/contracts/approvals.ts'
import { authorizerWords } from '../../patterns/patterns-copy.ts'
import type { SignInChoice } from '../../../lib/console/sign-in.ts'

/** The sign-ins that this build offers; those of AgentCore in the words that its admins know. */
export const signInChoices = [
  {
    value: 'BUILT_IN',
    label: 'Built-in',
    hint: 'People sign in here, on Postern’s own page. Clients need the gateway’s URL and nothing else.',
  },
  {
    value: 'THROUGH_PROVIDER',
    label: 'Through your company’s provider',
    hint: 'People sign in at Amazon Cognito, Microsoft Entra ID, Google or the like; MCP clients register with Postern, which those do not offer. Clients need the gateway’s URL and nothing else.',
  },
  {
    value: 'CUSTOM_JWT',
    label: 'Your identity provider (JWT)',
    hint: 'Callers bring a token of your identity provider. Each one is a known person, which targets with per-person consent need.',
  },
  {
    value: 'AWS_IAM',
    label: 'AWS IAM (SigV4)',
    hint: 'Callers sign each request with one of this installation’s access keys.',
  },
  {
    value: 'AUTHENTICATE_ONLY',
    label: 'API keys',
    hint: 'Programs bring a key that you make for them: for all targets or some, with an end, shown once. No person is known, so nobody signs in.',
  },
  { value: 'NONE', label: 'None', hint: 'Anyone who can reach the gateway may call its tools.' },
] as const satisfies readonly { value: SignInChoice; label: string; hint: string }[]

export const signInLabel: Record<SignInChoice, string> = {
  ...authorizerWords,
  BUILT_IN: 'Built-in',
  THROUGH_PROVIDER: 'Through your company’s provider',
  CUSTOM_JWT: 'Your identity provider (JWT)',
}

/** What becomes of definitions that a server changes after they were approved. */
export const approvalChoices = [
  {
    value: 'automatic',
    label: 'Serve them, and mark them for review',
    hint: 'Nothing stops working. The catalogue shows what has changed or come until an administrator approves it.',
  },
  {
    value: 'required',
    label: 'Serve nothing that nobody has approved',
    hint: 'A tool that its server changes or adds is not listed and cannot be called until an administrator approves it.',
  },
] as const satisfies readonly { value: ApprovalMode; label: string; hint: string }[]

export const approvalLabel: Record<ApprovalMode, string> = {
  automatic: 'Not required: changed definitions serve and are marked',
  required: 'Required: changed definitions are not served before it',
}

export const gatewayCopy = {
  list: {
    title: 'Gateways',
    description: 'One URL in front of many MCP servers. People paste it into their client once.',
    empty: {
      title: 'No gateway yet',
      description: 'A gateway gathers the tools of your MCP servers under one address and one sign-in.',
      action: 'Create the first gateway',
    },
  },
  create: {
    title: 'New gateway',
    description: 'Decide who may call it; targets are added afterwards.',
    submit: 'Create gateway',
  },
  edit: { submit: 'Save changes', saved: 'Changes saved.' },
  name: 'Letters, digits and single hyphens. It becomes part of the gateway’s address.',
  approvalTitle: 'When a server changes its tools',
  approval: 'What a target offers first is approved by whoever adds it. A server may say something else later.',
  signIn: 'How callers prove who they are.',
  discoveryUrl: 'Ends in /.well-known/openid-configuration. Signing keys are read from there.',
  allowedClients: 'Client IDs whose tokens are let in, one per line or comma separated.',
  builtInClients:
    'Client IDs that may come in, one per line or comma separated. Left empty, every client that a person allows.',
  allowedAudiences: 'Values of the aud claim that are let in, one per line or comma separated.',
  allowedScopes: 'A token needs one of these scopes.',
  customClaims: 'Every claim listed must match.',
  versions: 'MCP revisions offered to clients. Per-person consent needs 2025-11-25 or newer.',
  instructions: 'Told to clients when they connect.',
  roleArn: 'AgentCore requires it. Postern stores and echoes it only.',
  none: 'Anyone who can reach this address can call every tool with the credentials that you stored. Without sign-in nobody is a known person: targets that ask each person for consent cannot be added.',
  apiKeys:
    'Create the gateway first; its keys are made on its page. The other sign-ins take API keys too, so choose this one only where no person is to come in.',
  test: {
    action: 'Test it now',
    incomplete: 'Fill in a discovery URL to test it.',
    usable: (issuer: string) => `${issuer} can be used`,
    keys: 'Keys that verify tokens',
    answered: 'Answered in',
    scopes: 'Scopes it names',
    noScopes: 'none',
    clients: 'MCP clients',
    registration: {
      both: 'They register themselves. People need the gateway’s URL and nothing else.',
      dynamic:
        'They register themselves (dynamic registration). People need the gateway’s URL and nothing else; leave allowed clients open, as each gets an ID of its own.',
      documents:
        'Those with a metadata document (VS Code, Claude) come by themselves. Others have to be registered there and be given their client ID.',
      none: 'None can register itself there. Register each one by hand and give people its client ID; a client that takes none needs a token.',
    },
    noPkce: 'It does not say that it takes PKCE with S256. MCP clients refuse to sign in without it.',
    slow: 'It is slow. The first call of each person waits for it.',
    faults: {
      'refused-address': 'This address may not be called',
      unreachable: 'It cannot be reached',
      slow: 'It does not answer in time',
      'no-document': 'There is no discovery document',
      'unusable-document': 'The answer is not usable',
      'another-issuer': 'It names another issuer',
      'no-keys': 'It has no keys',
      own: 'This is Postern itself',
    } satisfies Record<IssuerFault, string>,
  },
  detail: {
    endpoint: 'People paste this into their MCP client.',
    signIn: 'Sign-in',
    connect: 'Connect a client',
    deletion: 'Delete this gateway',
  },
  deletion: {
    action: 'Delete gateway',
    hint: 'Its URL stops answering at once.',
    blocked: (count: number | undefined) =>
      count === undefined
        ? 'Whether it has targets is not known yet.'
        : `It has ${count === 1 ? 'a target' : `${count} targets`}. Delete ${count === 1 ? 'it' : 'them'} first.`,
    title: (name: string) => `Delete gateway ${name}?`,
    consequences: [
      'Its URL stops answering: every client that uses it loses its tools.',
      'Its workload identity and the connections stored for its users are removed.',
    ],
    deleted: 'Gateway deleted.',
  },
} as const
