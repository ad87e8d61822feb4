export { createAuthzServer, type AuthzServer, type OwnIssuer } from './create-authz-server.ts'
export type { AuthzDependencies, SignInGateway, SignInPerson, Visitor } from './dependencies.ts'
export { issuerOf } from './dependencies.ts'
export type { OauthRequest } from './http.ts'
