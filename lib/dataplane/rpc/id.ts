/** Echoed as it came, type included. */
export type RpcId = string | number

const maxLength = 256

export function isRpcId(value: unknown): value is RpcId {
  return typeof value === 'string' ? value.length <= maxLength : Number.isSafeInteger(value)
}
