import type { z } from 'zod'
import type { CredentialProvider } from '../contracts/credential-providers.ts'
import type {
  AuthorizationDescription,
  Installation,
  Person,
  ReturnEnding,
  SchemaReport,
  SyncRun,
} from '../contracts/console.ts'
import type * as gatewayShapes from '../contracts/operations/gateways.ts'
import type * as identityShapes from '../contracts/operations/identities.ts'
import type { GatewayTarget, TargetStatus, TargetSummary } from '../contracts/targets.ts'
import type { WorkloadIdentity } from '../contracts/workloads.ts'
import type { Gateways } from '../gateways/index.ts'
import type { Actor, UserKey } from '../kernel/principals.ts'
import type { Secret } from '../kernel/secret.ts'
import type { ConsoleActor } from './operation.ts'
import type { Page, PageTokens } from './page-tokens.ts'

type Input<S extends { input: z.ZodType }> = z.output<S['input']>
type Listed<T> = Promise<{ items: T[]; after?: string }>

/** What operations ask of the other rooms. Each room's own object has these members and more; tests bring theirs. */
export interface Rooms {
  gateways: Pick<Gateways, 'create' | 'get' | 'update' | 'remove' | 'list' | 'all' | 'view'>
  targets: TargetRoom
  identity: IdentityRoom
  accounts: AccountRoom
  pages: PageTokens
  installation: Installation
  /** Verifies an end user's JWT by the authorizers of the gateways that know its issuer. */
  verifyUserToken(gatewayId: undefined, token: string): Promise<{ iss: string; sub: string }>
}

/** Times in ms since 1970. */
export interface TargetRecord {
  id: string
  gatewayId: string
  name: string
  status: TargetStatus
  statusReasons: string[]
  updatedAt: number
}

/** A tool as its server describes it; schemas and annotations are JSON text. */
export interface ToolEntry {
  name: string
  title?: string
  description?: string
  inputSchema: string
  outputSchema?: string
  annotations?: string
}

type TargetInput = Omit<Input<typeof gatewayShapes.createGatewayTarget>, 'gatewayIdentifier' | 'clientToken'>
type TargetChange = Omit<Input<typeof gatewayShapes.updateGatewayTarget>, 'gatewayIdentifier' | 'targetId'>

export interface TargetRoom {
  create(actor: Actor, gatewayId: string, input: TargetInput, clientToken?: string): Promise<TargetRecord>
  get(gatewayId: string, targetId: string): Promise<TargetRecord>
  update(actor: Actor, gatewayId: string, targetId: string, input: TargetChange): Promise<TargetRecord>
  remove(actor: Actor, gatewayId: string, targetId: string): Promise<TargetRecord>
  list(gatewayId: string, page: Page): Listed<TargetRecord>
  synchronize(actor: Actor, gatewayId: string, targetId: string): Promise<TargetRecord>
  cancelAuthorization(actor: Actor, gatewayId: string, targetId: string): Promise<TargetRecord>
  renewAuthorization(actor: Actor, gatewayId: string, targetId: string): Promise<TargetRecord>
  /** The wire shape, with the pending link where there is one. */
  present(record: TargetRecord): Promise<GatewayTarget>
  presentSummary(record: TargetRecord): Promise<TargetSummary>
  runs(targetId: string): Promise<SyncRun[]>
  tools(gatewayId: string, targetId: string): Promise<ToolEntry[]>
  method(record: TargetRecord): 'sync' | 'schema'
  needsConsent(record: TargetRecord): boolean
  validateToolSchema(payload: string): SchemaReport
  allWithTools(): Promise<{ record: TargetRecord; tools: ToolEntry[] }[]>
}

export interface IdentityRoom {
  providers: {
    create(actor: Actor, input: Input<typeof identityShapes.createOauth2CredentialProvider>): Promise<ProviderRecord>
    get(name: string): Promise<ProviderRecord>
    update(actor: Actor, input: Input<typeof identityShapes.updateOauth2CredentialProvider>): Promise<ProviderRecord>
    remove(actor: Actor, name: string): Promise<void>
    list(page: Page): Listed<ProviderRecord>
    count(): Promise<number>
    reserveCallbackUrl(actor: Actor): Promise<string>
    view(record: ProviderRecord): CredentialProvider
  }
  workloads: {
    create(actor: Actor, input: Input<typeof identityShapes.createWorkloadIdentity>): Promise<WorkloadRecord>
    get(name: string): Promise<WorkloadRecord>
    update(actor: Actor, input: Input<typeof identityShapes.updateWorkloadIdentity>): Promise<WorkloadRecord>
    remove(actor: Actor, name: string): Promise<void>
    list(page: Page): Listed<WorkloadRecord>
    view(record: WorkloadRecord): WorkloadIdentity
    allowsReturnUrl(workloadName: string, url: string): Promise<boolean>
  }
  workloadTokens: {
    issue(workloadName: string, user?: UserKey): Promise<string>
    verify(token: string): Promise<{ workloadName: string; user?: UserKey }>
  }
  resourceTokens: { obtain(request: DirectTokenRequest): Promise<DirectTokenResult> }
  sessions: {
    complete(request: {
      actor: Actor
      sessionUri: string
      identity: { userToken: string } | { userId: string }
    }): Promise<void>
    completeAsConsole(actor: ConsoleActor, sessionUri: string): Promise<ReturnResult>
    describe(requestUri: string, visitor?: ConsoleActor): Promise<AuthorizationDescription>
    pendingForTarget(targetId: string): Promise<PendingAuthorization | undefined>
    historyForTarget(targetId: string): Promise<{ at: number; startedBy: string; outcome: string; detail?: string }[]>
  }
}

/** More than this is the room's own affair; only its `view` reads it. */
export interface ProviderRecord {
  name: string
}
export interface WorkloadRecord {
  name: string
}

export interface DirectTokenRequest {
  workloadName: string
  user: UserKey
  startedBy: Actor
  providerName: string
  scopes: string[]
  customParameters?: Record<string, string>
  resource?: string
  returnUrl?: string
  customState?: string
  forceAuthentication?: boolean
  purpose: { kind: 'direct' }
  sessionUri?: string
}
export type DirectTokenResult =
  | { kind: 'token'; accessToken: Secret }
  | { kind: 'consent'; authorizationUrl: string; sessionUri: string }
  | { kind: 'pending' | 'failed'; sessionUri: string }
  | { kind: 'unavailable'; message: string }

export interface ReturnResult {
  ending: ReturnEnding
  targetName?: string
  gatewayId?: string
  targetId?: string
  detail?: string
}

export interface PendingAuthorization {
  authorizationUrl: string
  /** ms since 1970 */
  expiresAt: number
  startedBy: Actor
  providerName: string
  scopes: string[]
  opened: boolean
}

export interface AccountRoom {
  needsSetup(): Promise<boolean>
  completeSetup(input: { token: string; email: string; password: string }): Promise<Person>
  signIn(input: { email: string; password: string }): Promise<Person & { sessionId: string }>
  signOut(sessionId: string): Promise<void>
}
