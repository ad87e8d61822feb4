import type { Accounts, SignIn } from '../accounts/index.ts'
import type { Calls } from '../audit/index.ts'
import type { AuthzServer } from '../authz-server/index.ts'
import type { Installation } from '../contracts/console.ts'
import type { ApiKeys, Gateways } from '../gateways/index.ts'
import type { Identity } from '../identity/index.ts'
import type { IssuerTests } from '../policy/index.ts'
import type { Targets } from '../targets/index.ts'
import type { PageTokens } from './page-tokens.ts'

/** What operations reach: the rooms without what is not theirs to call. Every rule lives in them. */
export interface Rooms {
  gateways: Pick<Gateways, 'create' | 'get' | 'update' | 'remove' | 'list' | 'all' | 'view'>
  apiKeys: ApiKeys
  targets: Omit<Targets, 'serving' | 'grantArrived' | 'authorizationEnded' | 'reap' | 'start' | 'stop'>
  identity: Pick<Identity, 'providers' | 'workloads' | 'workloadTokens' | 'resourceTokens' | 'sessions' | 'connections'>
  calls: Pick<Calls, 'list'>
  accounts: Pick<Accounts, 'needsSetup' | 'completeSetup' | 'signIn' | 'signOut' | 'changePassword' | 'people'>
  signIn: Omit<SignIn, 'placeOf'>
  authzServer: Pick<AuthzServer, 'clients' | 'signIn' | 'grants' | 'describeRequest'>
  issuers: IssuerTests
  pages: PageTokens
  installation: Installation
  /**
   * Verifies an end user's JWT by the authorizers of the gateways that know its issuer.
   * @throws DomainError UnauthorizedException
   */
  verifyUserToken(gatewayId: undefined, token: string): Promise<{ iss: string; sub: string }>
}
