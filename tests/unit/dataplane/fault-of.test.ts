import { expect, test } from 'vitest'
import { faultOf } from '../../../lib/dataplane/upstream/fault-of.ts'
import { EgressError } from '../../../lib/platform/http/index.ts'

const withCode = (code: string) => Object.assign(new Error('with an address in it'), { code })

test.each([
  ['ENOTFOUND', 'no-such-name'],
  ['CERT_HAS_EXPIRED', 'bad-certificate'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'bad-certificate'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'bad-certificate'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'bad-certificate'],
  ['UND_ERR_CONNECT_TIMEOUT', 'unreachable'],
  ['ECONNREFUSED', 'unreachable'],
  ['ECONNRESET', 'broke-off'],
  ['HPE_INVALID_HEADER_TOKEN', 'not-mcp'],
])('F-40 %s is %s, told by its code alone', (code, fault) => {
  expect(faultOf(withCode(code))).toEqual({ fault, detail: code })
})

test('SS-2 a refusal of ours is found wherever it is in the chain', () => {
  const refusal = new EgressError('address', 'mcp.example.com is on an address that may not be reached.')
  expect(faultOf(new Error('outer', { cause: refusal }))).toEqual({ fault: 'not-allowed', detail: refusal.message })
})
