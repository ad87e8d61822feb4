import { egressErrorOf } from '../../platform/http/index.ts'
import type { Fault } from './outcome.ts'

const byCode: Readonly<Record<string, Fault>> = {
  UND_ERR_HEADERS_TIMEOUT: 'no-answer',
  UND_ERR_BODY_TIMEOUT: 'too-slow',
  UND_ERR_SOCKET: 'broke-off',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'broke-off',
  ECONNRESET: 'broke-off',
  EPIPE: 'broke-off',
  ENOTFOUND: 'no-such-name',
  EAI_AGAIN: 'no-such-name',
}
/** OpenSSL's and Node's names for a peer that did not prove who it is. */
const certificateCode = /^(?:CERT_|ERR_TLS_CERT|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(?:GET|VERIFY)_)/

/** What a failed exchange is called here. `detail` is a code or a rule of ours, never an address or bytes of an answer. */
export function faultOf(error: Error): { fault: Fault; detail: string } {
  const refused = egressErrorOf(error)
  if (refused) return { fault: 'not-allowed', detail: refused.message }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name
  if (certificateCode.test(code)) return { fault: 'bad-certificate', detail: code }
  if (code.startsWith('HPE_')) return { fault: 'not-mcp', detail: code }
  return { fault: byCode[code] ?? 'unreachable', detail: code }
}
