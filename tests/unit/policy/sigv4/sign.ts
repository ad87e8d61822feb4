import { createHash, createHmac } from 'node:crypto'
import type { SignedRequest } from '../../../../lib/policy/sigv4/index.ts'

export const accessKeyId = 'AKIDPOSTERN0000001'
export const secretAccessKey = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'
export const now = Date.UTC(2026, 0, 31, 12, 0, 0)

export interface Unsigned {
  method?: string
  path?: string
  query?: string
  headers?: Record<string, string>
  body?: string
  service?: string
  region?: string
  amzDate?: string
  secret?: string
  key?: string
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()
const sha = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex')
const escape = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)

/** A second, independent signer, written from the AWS description of the canonical request. */
export function sign(input: Unsigned = {}): SignedRequest {
  const { method = 'POST', path = '/api/gateways/', query = '', body = '{}' } = input
  const amzDate = input.amzDate ?? '20260131T120000Z'
  const headers: Record<string, string> = {
    host: 'localhost:3000',
    'content-type': 'application/json',
    'x-amz-date': amzDate,
    'x-amz-content-sha256': sha(body),
    ...input.headers,
  }
  const names = Object.keys(headers).sort()
  const canonicalQuery = query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => pair.split('=').map((part) => escape(decodeURIComponent(part))))
    .map(([name, value]) => `${name}=${value ?? ''}`)
    .sort()
    .join('&')
  const canonical = [
    method,
    path.split('/').map(escape).join('/'),
    canonicalQuery,
    ...names.map((name) => `${name}:${(headers[name] ?? '').trim().replace(/ +/g, ' ')}`),
    '',
    names.join(';'),
    sha(body),
  ].join('\n')
  const scope = `${amzDate.slice(0, 8)}/${input.region ?? 'us-east-1'}/${input.service ?? 'bedrock-agentcore'}/aws4_request`
  const key = scope
    .split('/')
    .reduce<string | Buffer>((k, part) => hmac(k, part), `AWS4${input.secret ?? secretAccessKey}`)
  const signature = createHmac('sha256', key)
    .update(['AWS4-HMAC-SHA256', amzDate, scope, sha(canonical)].join('\n'))
    .digest('hex')
  const authorization = `AWS4-HMAC-SHA256 Credential=${input.key ?? accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`
  return {
    method,
    rawPath: path,
    rawQuery: query,
    rawHeaders: [...Object.entries(headers).flat(), 'authorization', authorization],
    body: Buffer.from(body),
  }
}

export function withHeader(request: SignedRequest, name: string, value: string | undefined): SignedRequest {
  const rawHeaders: string[] = []
  for (let at = 0; at < request.rawHeaders.length; at += 2) {
    if (request.rawHeaders[at] !== name) rawHeaders.push(request.rawHeaders[at] ?? '', request.rawHeaders[at + 1] ?? '')
  }
  return { ...request, rawHeaders: value === undefined ? rawHeaders : [...rawHeaders, name, value] }
}

export const headerOf = (request: SignedRequest, name: string): string =>
  request.rawHeaders[request.rawHeaders.indexOf(name) + 1] ?? ''
