import type { ServerResponse } from 'node:http'
import type { DomainError } from '../../kernel/domain-error.ts'

/** What every answer carries. Nothing here may be kept by a cache: answers are for one caller. */
function writeHead(res: ServerResponse, status: number, requestId: string, headers: Record<string, string>): void {
  res.writeHead(status, {
    'x-amzn-requestid': requestId,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  })
}

/** @param output the operation's answer; undefined is a response without a body */
export function sendOutput(res: ServerResponse, status: number, output: unknown, requestId: string): void {
  if (output === undefined) {
    writeHead(res, status, requestId, status === 204 ? {} : { 'content-length': '0' })
    res.end()
    return
  }
  sendJson(res, status, output, requestId, {})
}

/** The restJson form that the AWS SDKs read: the name in a header and in `__type`, the words in `message`. */
export function sendError(res: ServerResponse, error: DomainError, requestId: string): void {
  const validation = error.code === 'ValidationException' && {
    reason: error.reason ?? 'FieldValidationFailed',
    fieldList: error.fieldList ?? [],
  }
  const body = { __type: error.code, message: error.message, ...validation }
  // An unread rest of a refused body would be taken for the next request.
  if (error.code === 'RequestEntityTooLargeException') res.setHeader('connection', 'close')
  sendJson(res, error.status, body, requestId, { 'x-amzn-errortype': error.code })
}

function sendJson(
  res: ServerResponse,
  status: number,
  value: unknown,
  requestId: string,
  headers: Record<string, string>,
): void {
  const body = Buffer.from(JSON.stringify(value))
  writeHead(res, status, requestId, {
    'content-type': 'application/json',
    'content-length': String(body.length),
    ...headers,
  })
  res.end(body)
}
