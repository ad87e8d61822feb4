import type { ServerResponse } from 'node:http'
import type { ContentCoding } from './content-coding.ts'
import type { RpcId } from './id.ts'
import type { AnswerBytes, OwnPart, PreparedAnswer } from './prepared-answer.ts'

const json = 'application/json'

/** Answers with one JSON-RPC message. Nothing is written when the client has left or was answered already. */
export function answer(res: ServerResponse, status: number, message: unknown, headers?: Record<string, string>): void {
  answerBytes(res, status, Buffer.from(JSON.stringify(message)), headers)
}

export const answerResult = (res: ServerResponse, id: RpcId, result: unknown, headers?: Record<string, string>): void =>
  answer(res, 200, { jsonrpc: '2.0', id, result }, headers)

export const answerError = (
  res: ServerResponse,
  id: RpcId | null,
  error: { code: number; message: string; data?: unknown },
  status = 200,
  headers?: Record<string, string>,
): void => answer(res, status, { jsonrpc: '2.0', id, error }, headers)

/** One write for head and body. */
export function answerBytes(
  res: ServerResponse,
  status: number,
  body: Uint8Array,
  headers?: Record<string, string>,
): void {
  if (res.headersSent || res.destroyed) return
  res.writeHead(status, { 'content-type': json, 'content-length': body.length, ...noStore, ...headers })
  res.end(body)
}

/** An answer made before its request, in the coding that the client takes. */
export function answerPrepared(
  res: ServerResponse,
  prepared: PreparedAnswer,
  own: OwnPart,
  coding: ContentCoding | undefined,
): void | Promise<void> {
  const bytes = prepared.bytes(own, coding)
  return bytes instanceof Promise ? bytes.then((ready) => send(res, ready, coding)) : send(res, bytes, coding)
}

function send(res: ServerResponse, [shared, own]: AnswerBytes, coding: ContentCoding | undefined): void {
  if (res.headersSent || res.destroyed) return
  res.writeHead(200, {
    'content-type': json,
    'content-length': shared.length + own.length,
    vary: 'accept-encoding',
    ...(coding && { 'content-encoding': coding }),
    ...noStore,
  })
  res.cork()
  res.write(shared)
  res.end(own)
}

/** What one person is told is never kept by a cache on the way. */
export const noStore = { 'cache-control': 'no-store' }
