/**
 * Joins the account elsewhere that a row came by, and its provider: both null where it came by a password, where the
 * account is not this person's any more, and where the provider is gone or turned off.
 */
export const withSignIn = (table: 'ConsoleSession' | 'AuthzArtifact', person: 'userId' | 'accountId'): string =>
  `LEFT JOIN "SignInLink" ON "SignInLink"."id" = "${table}"."signInLinkId" AND "SignInLink"."userId" = "${table}"."${person}"
   LEFT JOIN "SignInProvider" ON "SignInProvider"."issuer" = "SignInLink"."iss" AND "SignInProvider"."enabled" = TRUE`
