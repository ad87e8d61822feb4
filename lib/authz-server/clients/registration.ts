import { z } from 'zod'
import { newId, randomToken } from '../../platform/random.ts'
import { secretDigest, clientGrants } from './clients.ts'
import type { ClientMetadata, ClientStore, RegistrationLimits } from './client.store.ts'
import { interactionSeconds } from '../interactions/browser.ts'
import { isLoopbackRedirect, redirectUriFault } from './redirect-uris.ts'

const hourMs = 3_600_000
/** Anybody may register, so what nobody uses is bounded, gives way and goes away again (AS-13). */
export const registrationLimits: RegistrationLimits = {
  perNetwork: 30,
  unused: 1_000,
  inAll: 10_000,
  yieldMs: interactionSeconds * 1000,
}
export const registrationReaping = { unusedMs: 24 * hourMs, idleMs: 180 * 24 * hourMs }

const authMethods = ['none', 'client_secret_basic', 'client_secret_post'] as const

/** Members that count. Others are legal and have no meaning here; they are neither kept nor echoed (RFC 7591 §2). */
const requestSchema = z.object({
  redirect_uris: z.array(z.string().min(1).max(2048)).max(20).default([]),
  client_name: z.string().max(200).optional(),
  client_uri: z
    .string()
    .max(2048)
    .regex(/^https:\/\//, 'must be an https URL')
    .optional(),
  token_endpoint_auth_method: z.enum(authMethods).default('client_secret_basic'),
  grant_types: z.array(z.string().max(200)).max(20).default(['authorization_code', 'refresh_token']),
  response_types: z.array(z.string().max(100)).max(10).default(['code']),
  application_type: z.enum(['web', 'native']).optional(),
})

export interface RegistrationAnswer {
  status: number
  body: Record<string, unknown>
}

const refuse = (status: number, error: string, description: string): RegistrationAnswer => ({
  status,
  body: { error, error_description: description },
})

/** What the client will be, or why not. */
export function judgeRegistration(body: unknown): { metadata: ClientMetadata } | RegistrationAnswer {
  const { data: asked, error } = requestSchema.safeParse(body)
  if (!asked) {
    const [issue] = error.issues
    return refuse(400, 'invalid_client_metadata', `${issue?.path.join('.') || 'The body'}: ${issue?.message}`)
  }
  for (const uri of asked.redirect_uris) {
    const fault = redirectUriFault(uri)
    if (fault) return refuse(400, 'invalid_redirect_uri', `A redirect URI ${fault}.`)
  }
  const grants = clientGrants.filter((grant) => asked.grant_types.includes(grant))
  if (!grants.some((grant) => grant !== 'refresh_token'))
    return refuse(400, 'invalid_client_metadata', `grant_types: this server offers ${clientGrants.join(', ')}.`)
  const needsRedirect = grants.includes('authorization_code')
  if (needsRedirect && !asked.response_types.includes('code'))
    return refuse(400, 'invalid_client_metadata', 'response_types: this server offers code alone.')
  if (needsRedirect && asked.redirect_uris.length === 0)
    return refuse(400, 'invalid_redirect_uri', 'redirect_uris is missing: say where the answer goes.')
  const isNative = asked.redirect_uris.some(isLoopbackRedirect)
  return {
    metadata: {
      redirect_uris: asked.redirect_uris,
      client_name: asked.client_name?.trim() || 'A client without a name',
      ...(asked.client_uri !== undefined && { client_uri: asked.client_uri }),
      token_endpoint_auth_method: asked.token_endpoint_auth_method,
      grant_types: grants,
      response_types: needsRedirect ? ['code'] : [],
      application_type: asked.application_type ?? (isNative ? 'native' : 'web'),
    },
  }
}

/** RFC 7591. `from` is a digest of the network that it came from. */
export async function registerClient(
  store: ClientStore,
  body: unknown,
  from: string,
  limits = registrationLimits,
): Promise<RegistrationAnswer> {
  const judged = judgeRegistration(body)
  if ('status' in judged) return judged
  const { metadata } = judged
  // Never an https address: those are Client ID Metadata Documents (CI-9).
  const id = `dynamic-${newId()}`
  const secret = metadata.token_endpoint_auth_method === 'none' ? undefined : randomToken()
  const stored = await store.insertWithin(
    {
      id,
      kind: 'dynamic',
      name: String(metadata.client_name),
      metadata,
      registeredFrom: from,
      createdBy: JSON.stringify({ kind: 'system' }),
      ...(secret !== undefined && { secretHash: secretDigest(secret) }),
    },
    limits,
  )
  if (!stored)
    return refuse(
      429,
      'temporarily_unavailable',
      'Too many clients registered themselves here. Try again in ten minutes, or have an administrator register this one.',
    )
  return {
    status: 201,
    body: {
      client_id: id,
      client_id_issued_at: Math.floor(Date.now() / 1000),
      ...(secret !== undefined && { client_secret: secret, client_secret_expires_at: 0 }),
      ...metadata,
    },
  }
}
