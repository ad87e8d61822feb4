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
  /** What is wrong with the document, as the end of a sentence about it; undefined where there was no document. */
  readonly fault: string | undefined

  constructor(message: string, options: ErrorOptions & { fault?: string }) {
    super(message, options)
    this.fault = options.fault
  }
}

/** Fetches and parses one document of an issuer; every failure is an IssuerUnavailable. */
export async function ask<T>(client: IssuerClient, url: string, parse: (document: unknown) => T): Promise<T> {
  const text = await read(client, url).catch((error: unknown) => {
    throw new IssuerUnavailable(`${url}: ${error instanceof Error ? error.message : 'no answer'}`, { cause: error })
  })
  try {
    return parse(JSON.parse(text))
  } catch (error) {
    const fault = error instanceof UnusableDocument ? error.message : 'is not what the standard asks for'
    throw new IssuerUnavailable(`${url} ${fault}`, { cause: error, fault })
  }
}

/** Thrown by a parser that can say what is wrong: the end of a sentence about the document. */
export class UnusableDocument extends Error {}

async function read(client: IssuerClient, url: string): Promise<string> {
  const response = await client.fetch(url, { headers: { accept: 'application/json' }, maxBytes, timeoutMs })
  if (response.status !== 200) throw new Error(`it answered ${response.status}`)
  return response.text()
}
