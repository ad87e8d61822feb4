import { randomUUID } from 'node:crypto'
import { Sha256 } from '@aws-crypto/sha256-js'
import { HttpRequest } from '@smithy/protocol-http'
import { SignatureV4 } from '@smithy/signature-v4'
import type { RunningPostern } from './postern.ts'

/** A refusal as the SDK hands it to its user. */
export interface Refusal {
  name: string
  status: number
  message: string
  reason?: string
  fields: string[]
}

/** The refusal that a call must end in. A call that is accepted fails the test with what it was answered. */
export async function refusalOf(call: Promise<unknown>): Promise<Refusal> {
  const outcome = await call.then(
    (answer) => ({ answer }),
    (error: SdkError) => ({ error }),
  )
  if ('answer' in outcome) throw new Error(`Accepted, and should not be: ${JSON.stringify(outcome.answer)}`)
  const { name, message, reason, fieldList = [], $metadata } = outcome.error
  return {
    name,
    message,
    status: $metadata?.httpStatusCode ?? 0,
    fields: fieldList.map((field) => field.name ?? ''),
    ...(reason !== undefined && { reason }),
  }
}

interface SdkError extends Error {
  reason?: string
  fieldList?: { name?: string; message?: string }[]
  $metadata?: { httpStatusCode?: number }
}

export interface SignedRequest {
  method?: string
  path: string
  query?: Record<string, string>
  body?: string
  at?: Date
  accessKeyId?: string
  secretAccessKey?: string
  service?: string
  headers?: Record<string, string>
  /** Headers that are sent without being signed. */
  unsigned?: readonly string[]
}

/** The headers of a request as `@smithy/signature-v4` signs it. Sent twice, they are a replay. */
export async function sign(postern: RunningPostern, request: SignedRequest): Promise<Record<string, string>> {
  const { hostname, port, host } = new URL(postern.publicUrl)
  const signer = new SignatureV4({
    service: request.service ?? 'bedrock-agentcore',
    region: postern.access.region,
    sha256: Sha256,
    credentials: {
      accessKeyId: request.accessKeyId ?? postern.access.accessKeyId,
      secretAccessKey: request.secretAccessKey ?? postern.access.secretAccessKey,
    },
  })
  const unsigned = new HttpRequest({
    method: request.method ?? 'POST',
    protocol: 'http:',
    hostname,
    port: Number(port),
    path: request.path,
    query: request.query ?? {},
    // As the SDKs do: without an id of its own, the same call in the same second would be a replay.
    headers: { host, 'content-type': 'application/json', 'amz-sdk-invocation-id': randomUUID(), ...request.headers },
    ...(request.body !== undefined && { body: request.body }),
  })
  const { headers } = await signer.sign(unsigned, {
    ...(request.at !== undefined && { signingDate: request.at }),
    ...(request.unsigned !== undefined && { unsignableHeaders: new Set(request.unsigned) }),
  })
  const { host: _host, ...rest } = headers
  return rest
}

export interface Answer {
  status: number
  headers: Headers
  text: string
  body: Record<string, unknown>
}

/** Sends as it stands: what is signed, and what is not, is up to the caller. */
export async function send(
  postern: RunningPostern,
  request: Pick<SignedRequest, 'method' | 'path' | 'query' | 'body'>,
  headers: Record<string, string>,
): Promise<Answer> {
  const query = new URLSearchParams(request.query ?? {}).toString()
  const response = await fetch(`${postern.publicUrl}${request.path}${query === '' ? '' : `?${query}`}`, {
    method: request.method ?? 'POST',
    redirect: 'manual',
    headers,
    ...(request.body !== undefined && { body: request.body }),
  })
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {},
  }
}

/** A signed request to the raw API: for what the SDK hides or would not send. */
export const callApi = async (postern: RunningPostern, request: SignedRequest): Promise<Answer> =>
  send(postern, request, await sign(postern, request))

/** An operation of the identity half, by its name. */
export const identityCall = (postern: RunningPostern, operation: string, input: unknown): Promise<Answer> =>
  callApi(postern, { path: `/api/identities/${operation}`, body: JSON.stringify(input) })
