import { decodeProtectedHeader, jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'
import { DomainError } from '../../kernel/domain-error.ts'
import type { UserKey } from '../../kernel/principals.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Keyring } from '../../platform/crypto/keyring.ts'
import { newId } from '../../platform/random.ts'
import type { Workloads } from './workloads.ts'

const lifetimeSeconds = 3_600
const purpose = 'workload-access-token'

export interface WorkloadTokens {
  /** A token that says "this workload, acting for this person". The caller has verified who the person is. */
  issue(workloadName: string, user?: UserKey): Promise<string>
  verify(token: string): Promise<{ workloadName: string; user?: UserKey }>
}

const claimsSchema = z.object({
  sub: z.string(),
  user: z
    .union([
      z.strictObject({ kind: z.literal('jwt'), iss: z.string(), sub: z.string() }),
      z.strictObject({ kind: z.literal('id'), userId: z.string() }),
    ])
    .optional(),
})

/** Workload access tokens: signed by a key of ours, bound to workload and person, good here and for an hour at most. */
export function createWorkloadTokens(deps: {
  workloads: Pick<Workloads, 'get'>
  keyring: Keyring
  clock: Clock
  publicOrigin: string
}): WorkloadTokens {
  const { keyring, clock } = deps
  const audience = `${deps.publicOrigin}/api/identities`

  return {
    async issue(workloadName, user) {
      const workload = await deps.workloads.get(workloadName)
      if (workload.gatewayId !== undefined)
        throw new DomainError(
          'AccessDeniedException',
          'WorkloadIdentity is linked to a service and cannot retrieve an access token by the caller',
        )
      const now = Math.floor(clock.now() / 1000)
      return new SignJWT(user ? { user } : {})
        .setProtectedHeader({ alg: 'HS256', typ: 'wat+jwt', kid: keyring.currentId })
        .setIssuer(deps.publicOrigin)
        .setAudience(audience)
        .setSubject(workloadName)
        .setJti(newId())
        .setIssuedAt(now)
        .setExpirationTime(now + lifetimeSeconds)
        .sign(keyring.derive(purpose))
    },

    async verify(token) {
      try {
        const { kid } = decodeProtectedHeader(token)
        if (kid === undefined || !keyring.ids().includes(kid)) throw new Error('signed with an unknown key')
        const { payload } = await jwtVerify(token, keyring.derive(purpose, kid), {
          algorithms: ['HS256'],
          typ: 'wat+jwt',
          issuer: deps.publicOrigin,
          audience,
          requiredClaims: ['exp', 'iat', 'sub'],
          currentDate: new Date(clock.now()),
        })
        const { sub, user } = claimsSchema.parse(payload)
        return user ? { workloadName: sub, user } : { workloadName: sub }
      } catch (error) {
        throw new DomainError(
          'UnauthorizedException',
          'The workload access token is not valid here, or it has expired. Ask for a new one with GetWorkloadAccessToken….',
          { cause: error },
        )
      }
    },
  }
}
