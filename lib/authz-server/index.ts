export { createAuthzServer, type AuthzServer, type OwnIssuer } from './create-authz-server.ts'
export type { AuthzDependencies, SignInGateway, SignInPerson } from './dependencies.ts'
export { issuerOf } from './dependencies.ts'
export type { OauthRequest } from './http.ts'
