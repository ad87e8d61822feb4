import type { z } from 'zod'
import type { CredentialProvider } from '../contracts/credential-providers.ts'
import type { AuthorizationDescription, Installation, Person, ReturnEnding } from '../contracts/console.ts'
import type * as identityShapes from '../contracts/operations/identities.ts'
import type { WorkloadIdentity } from '../contracts/workloads.ts'
import type { Gateways } from '../gateways/index.ts'
import type { Actor, UserKey } from '../kernel/principals.ts'
import type { Secret } from '../kernel/secret.ts'
import type { Targets } from '../targets/index.ts'
import type { Page, PageTokens } from './page-tokens.ts'

export type ConsoleActor = Extract<Actor, { kind: 'console' }>

type Input<S extends { input: z.ZodType }> = z.output<S['input']>
type Listed<T> = Promise<{ items: T[]; after?: string }>

/** What operations ask of the other rooms. Each room's own object has these members and more; tests bring theirs. */
export interface Rooms {
  gateways: Pick<Gateways, 'create' | 'get' | 'update' | 'remove' | 'list' | 'all' | 'view'>
  targets: Pick<
    Targets,
    | 'create'
    | 'get'
    | 'update'
    | 'remove'
    | 'list'
    | 'synchronize'
    | 'cancelAuthorization'
    | 'renewAuthorization'
    | 'present'
    | 'presentSummary'
    | 'runs'
    | 'tools'
    | 'allWithTools'
    | 'method'
    | 'needsConsent'
    | 'validateToolSchema'
  >
  identity: IdentityRoom
  accounts: AccountRoom
  pages: PageTokens
  installation: Installation
  /** Verifies an end user's JWT by the authorizers of the gateways that know its issuer. */
  verifyUserToken(gatewayId: undefined, token: string): Promise<{ iss: string; sub: string }>
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
