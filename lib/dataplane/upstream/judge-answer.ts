import { isObject } from '../rpc/message.ts'
import type { RpcId } from '../rpc/id.ts'

/** Whether this parsed message answers the request with this id; ids match with their type. */
export const answers = (message: unknown, id: RpcId): boolean =>
  isObject(message) &&
  message.jsonrpc === '2.0' &&
  message.id === id &&
  (message.result !== undefined) !== (message.error !== undefined)

export function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** Looks only at the edges: a large answer is passed on unread (performance.md §7). */
export const looksLikeObject = (body: Uint8Array): boolean => opensObject(body) && lastByte(body) === 0x7d

export function opensObject(body: Uint8Array): boolean {
  for (const byte of body) if (!isSpace(byte)) return byte === 0x7b
  return false
}

function lastByte(body: Uint8Array): number | undefined {
  let index = body.length - 1
  while (index > 0 && isSpace(body[index] ?? 0)) index--
  return body[index]
}

const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
