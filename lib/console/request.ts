import type { z } from 'zod'
import { quietRefusals } from '../contracts/errors.ts'
import type { OperationShape } from '../contracts/operations/shape.ts'
import { ApiError, errorOfResponse } from './api-error.ts'

/** How pages and components reach the product; the browser and the server each have one (api-client, server-api). */
export type Call = <I extends z.ZodType, O extends z.ZodType>(
  operation: OperationShape<I, O>,
  input: z.input<I>,
  options?: { signal?: AbortSignal },
) => Promise<z.output<O>>

interface WireRequest {
  readonly path: string
  readonly body: string | undefined
}

/** Puts each input member where the operation wants it: path, query string or JSON body. Undefined members are left out. */
export function toWire(operation: OperationShape, input: object): WireRequest {
  const rest = new Map(Object.entries(input).filter(([, value]) => value !== undefined))
  const path = operation.path.replace(/\{(\w+)\}/g, (_, member: string) => {
    const value = String(rest.get(member))
    rest.delete(member)
    return encodeURIComponent(value)
  })
  const query = new URLSearchParams()
  for (const member of operation.query ?? []) {
    if (rest.has(member)) query.set(member, String(rest.get(member)))
    rest.delete(member)
  }
  const hasBody = operation.method === 'POST' || operation.method === 'PUT'
  return {
    path: query.size > 0 ? `${path}?${query}` : path,
    body: hasBody ? JSON.stringify(Object.fromEntries(rest)) : undefined,
  }
}

/** The operation's output is typed by its contract; the server is the one that checks it. */
export function createCall(send: (path: string, init: RequestInit) => Promise<Response>): Call {
  return async (operation, input, options) => {
    const wire = toWire(operation, typeof input === 'object' && input !== null ? input : {})
    const response = await send(wire.path, {
      method: operation.method,
      body: wire.body,
      headers: wire.body === undefined ? {} : { 'content-type': 'application/json' },
      cache: 'no-store',
      signal: options?.signal,
    }).catch((cause: unknown) => {
      if (options?.signal?.aborted) throw cause
      throw new ApiError({
        code: 'Unreachable',
        status: 0,
        message: 'Postern did not answer. Check that it is running and that you are online, then try again.',
      })
    })
    if (!response.ok || response.headers.has(quietRefusals.status)) throw await errorOfResponse(response)
    return response.status === 204 ? undefined : await response.json()
  }
}
