export { createAuthzServer, type AuthzServer } from './create-authz-server.ts'
export type { AuthzDependencies, OwnIssuer, SignInGateway, SignInPerson, Visitor } from './dependencies.ts'
export { issuerOf } from './dependencies.ts'
export type { OauthRequest } from './http.ts'
