import type { ServerResponse } from 'node:http'
import type { RpcId } from './id.ts'

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

/** Bytes that are shared between requests go out as they are; only the tail is this request's. */
export function answerPrepared(res: ServerResponse, prepared: Buffer, tail: string): void {
  if (res.headersSent || res.destroyed) return
  const length = prepared.length + Buffer.byteLength(tail)
  res.writeHead(200, { 'content-type': json, 'content-length': length, ...noStore })
  res.cork()
  res.write(prepared)
  res.end(tail)
}

/** What one person is told is never kept by a cache on the way. */
export const noStore = { 'cache-control': 'no-store' }
