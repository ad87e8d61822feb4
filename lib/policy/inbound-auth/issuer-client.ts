/** The part of the guarded outgoing client that this room needs; `createEgress` of platform/http has it. */
export interface IssuerClient {
  fetch(
    url: string,
    options: { headers: Record<string, string>; maxBytes: number; timeoutMs: number },
  ): Promise<{ status: number; text(): Promise<string> }>
}

/** Bytes: a discovery document or a key set beyond this is refused (RS-10). */
const maxBytes = 256_000
const timeoutMs = 10_000

/** The issuer's fault, never the token's: it cannot be reached, or what it says about itself is not usable. */
export class IssuerUnavailable extends Error {
  override name = 'IssuerUnavailable'
}

/** Fetches and parses one document of an issuer; every failure is an IssuerUnavailable. */
export async function ask<T>(client: IssuerClient, url: string, parse: (document: unknown) => T): Promise<T> {
  try {
    const response = await client.fetch(url, { headers: { accept: 'application/json' }, maxBytes, timeoutMs })
    if (response.status !== 200) throw new Error(`it answered ${response.status}`)
    return parse(JSON.parse(await response.text()))
  } catch (error) {
    throw new IssuerUnavailable(`${url}: ${error instanceof Error ? error.message : 'no answer'}`, { cause: error })
  }
}
