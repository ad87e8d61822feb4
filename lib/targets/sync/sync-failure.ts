import type { EgressRuleName } from '../../platform/http/index.ts'

/** Why a synchronization failed, in words for the administrator: the cause, whose fault it is and what to do. No secret. */
export class SyncFailure extends Error {
  override name = 'SyncFailure'
}

const systemErrors: Record<string, string> = {
  ECONNREFUSED: 'nothing listens at that address (connection refused). Start the server or correct the endpoint.',
  ECONNRESET: 'the server cut the connection. Look into its log and synchronize again.',
  ENOTFOUND: 'its host name is unknown. Correct the endpoint.',
  EAI_AGAIN: 'its host name could not be looked up just now. Synchronize again.',
  ETIMEDOUT: 'it did not answer (connection timed out). Check the endpoint and the network.',
  UND_ERR_CONNECT_TIMEOUT: 'it did not answer (connection timed out). Check the endpoint and the network.',
  UND_ERR_SOCKET: 'the server cut the connection. Look into its log and synchronize again.',
  CERT_HAS_EXPIRED: 'its TLS certificate has expired. Renew it.',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its TLS certificate is self-signed. Use one from a known authority.',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its TLS certificate cannot be verified. Serve the whole chain.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its TLS certificate is for another host. Correct the endpoint or the certificate.',
}

const egressWaysOut: Record<EgressRuleName, string> = {
  address: 'Use a public address, or have the operator add it to EGRESS_ALLOW.',
  url: 'Correct the endpoint.',
  redirect: 'Give the final address as endpoint.',
  size: 'Make the list of tools smaller, or let the server split it into pages.',
  time: 'Check that the server is up, then synchronize again.',
  encoding: 'The MCP server must be corrected.',
  connect: 'Check the endpoint and that the server runs.',
}

/** Words for a request that brought no answer, or broke off within it. */
export function explainTransport(error: unknown): SyncFailure {
  let said = 'Unable to connect to the MCP server. Check the endpoint and that the server runs.'
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof SyncFailure) return cause
    if ('rule' in cause && typeof cause.rule === 'string' && cause.rule in egressWaysOut) {
      said = `${cause.message} ${egressWaysOut[cause.rule as EgressRuleName]}`
      if (cause.rule !== 'connect') break
    }
    const words = 'code' in cause && typeof cause.code === 'string' ? systemErrors[cause.code] : undefined
    if (words !== undefined) {
      said = `Unable to connect to the MCP server: ${words}`
      break
    }
  }
  return new SyncFailure(said, { cause: error })
}
