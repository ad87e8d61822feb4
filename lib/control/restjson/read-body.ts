import type { IncomingMessage } from 'node:http'
import { DomainError } from '../../kernel/domain-error.ts'

/** The whole body as it came. @throws DomainError RequestEntityTooLargeException as soon as it is known to be too long */
export async function readBody(req: IncomingMessage, maxBytes: number): Promise<Buffer> {
  if (Number(req.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes)
  const chunks: Buffer[] = []
  let length = 0
  // Leaving the loop must not destroy the socket: the refusal has yet to be written to it.
  for await (const chunk of req.iterator({ destroyOnReturn: false })) {
    length += (chunk as Buffer).length
    if (length > maxBytes) throw tooLarge(maxBytes)
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks, length)
}

const tooLarge = (maxBytes: number): DomainError =>
  new DomainError('RequestEntityTooLargeException', `The body is longer than the ${maxBytes} bytes that are read here.`)
