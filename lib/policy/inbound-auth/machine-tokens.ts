import type { JWTPayload } from 'jose'
import { clientOf } from './judge-claims.ts'

interface Mark {
  issuer: string
  says(claims: JWTPayload): boolean
}

/**
 * How issuers show that a token is a program's own (the client credentials grant). Each mark rests on claims that the issuer
 * sets by itself; where a person can choose a claim (his user name), it counts only beside one that he cannot. An
 * administrator of an issuer can make it say anything, and so make it a liar, as about everything else.
 */
const marks: readonly Mark[] = [
  {
    // RFC 9068 §2.2 makes the client the subject, and §5 has the server see to it that nobody else can be called so.
    // Okta: `cid`; its `sub` is the login that a person has, and then the token has his `uid`. Cognito: then `username`.
    issuer: 'RFC 9068, Okta, Amazon Cognito, Curity',
    says: (claims) =>
      [clientOf(claims), claims.cid].some((client) => client !== undefined && client === claims.sub) &&
      claims.uid === undefined &&
      claims.username === undefined,
  },
  {
    // Both set by Auth0 alone: claims without a namespace are reserved. People are `provider|id`.
    issuer: 'Auth0',
    says: (claims) =>
      claims.gty === 'client-credentials' ||
      (clientOf(claims) !== undefined && claims.sub === `${clientOf(claims)}@clients`),
  },
  {
    // Optional claim of the resource: `app`, else `user`. Set by the service.
    issuer: 'Microsoft Entra ID',
    says: ({ idtyp }) => idtyp === 'app',
  },
  {
    // Without that claim: a program has one id everywhere and no delegated scopes, and proved itself by secret or certificate.
    // A person's `sub` differs from his `oid`, because it is another one for each application.
    issuer: 'Microsoft Entra ID',
    says: ({ tid, oid, sub, scp, idtyp, azpacr, appidacr }) =>
      typeof tid === 'string' &&
      typeof oid === 'string' &&
      oid === sub &&
      scp === undefined &&
      idtyp === undefined &&
      ['1', '2'].includes(String(azpacr ?? appidacr)),
  },
  {
    // A service account is a user with an id and a name of its own. Anybody may register under such a name; the client's
    // id beside it is a note of the session, which the client credentials grant alone writes.
    issuer: 'Keycloak',
    says: ({ azp, client_id: id, clientId, preferred_username: name }) =>
      typeof azp === 'string' &&
      (id === azp || clientId === azp) &&
      typeof name === 'string' &&
      name.toLowerCase() === `service-account-${azp.toLowerCase()}`,
  },
]

/** Whether a token is a program's own and stands for no person, as far as tokens tell. */
export const isMachine = (claims: JWTPayload): boolean => marks.some(({ says }) => says(claims))
