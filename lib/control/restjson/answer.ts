import type { ServerResponse } from 'node:http'
import { quietRefusals } from '../../contracts/errors.ts'
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

/**
 * The restJson form that the AWS SDKs read: the name in a header and in `__type`, the words in `message`.
 * @param quietly a refusal goes out as 200 with its status in a header; faults of ours stay what they are
 */
export function sendError(res: ServerResponse, error: DomainError, requestId: string, quietly: boolean): void {
  const validation = error.code === 'ValidationException' && {
    reason: error.reason ?? 'FieldValidationFailed',
    fieldList: error.fieldList ?? [],
  }
  const fields = error.fieldList && { fieldList: error.fieldList }
  const body = { __type: error.code, message: error.message, ...fields, ...validation }
  // An unread rest of a refused body would be taken for the next request.
  if (error.code === 'RequestEntityTooLargeException') res.setHeader('connection', 'close')
  const headers = { 'x-amzn-errortype': error.code }
  if (quietly && error.status < 500)
    return sendJson(res, 200, body, requestId, { ...headers, [quietRefusals.status]: String(error.status) })
  sendJson(res, error.status, body, requestId, headers)
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
