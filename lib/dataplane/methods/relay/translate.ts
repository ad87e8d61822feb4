import { isObject } from '../../rpc/message.ts'
import { rpcErrors } from '../../rpc/refusals.ts'
import { parseOrUndefined } from '../../upstream/judge-answer.ts'
import { upstreamLimits } from '../../upstream/outcome.ts'
import type { RpcError } from '../../reply/answer.ts'
import type { Era } from '../../wire/index.ts'

/** The error of an answer, where it has this code; long answers are none. */
export function errorOf(body: Uint8Array, code: number): RpcError | undefined {
  if (body.length > upstreamLimits.parseBytes) return undefined
  const text = Buffer.from(body).toString('utf8')
  const message = text.includes(String(code)) ? parseOrUndefined(text) : undefined
  const error = isObject(message) && isObject(message.error) ? message.error : undefined
  return error?.code === code ? { message: '', ...error, code } : undefined
}

/** That there is no such resource has a code of its own in the older era, and in the newer one the address in its data. */
export function resourceError(error: RpcError, uri: string, client: Era): RpcError {
  const { code, message, data } = error
  const isAbsent = isObject(data) && typeof data.uri === 'string'
  if (client === 'modern' && code === rpcErrors.resourceNotFound)
    return { code: rpcErrors.invalidParams, message, data: { ...(isObject(data) && data), uri } }
  if (client === 'legacy' && code === rpcErrors.invalidParams && isAbsent)
    return { code: rpcErrors.resourceNotFound, message, data }
  return error
}
