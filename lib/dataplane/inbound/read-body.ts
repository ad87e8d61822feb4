import type { IncomingMessage } from 'node:http'
import { HttpRefusal } from '../rpc/refusals.ts'

export const maxBodyBytes = 4_000_000

/** Reads the body, counting while it arrives. @throws HttpRefusal 413; 400 when the client breaks off */
export function readBody(req: IncomingMessage): Promise<Buffer> {
  if (Number(req.headers['content-length'] ?? 0) > maxBodyBytes) return Promise.reject(tooLarge())
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    const settle = () => req.off('data', onData).off('end', onEnd).off('error', onBreak).off('close', onBreak)
    const onData = (chunk: Buffer) => {
      chunks.push(chunk)
      length += chunk.length
      if (length <= maxBodyBytes) return
      settle()
      reject(tooLarge())
    }
    const onEnd = () => {
      settle()
      resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, length))
    }
    const onBreak = () => {
      settle()
      reject(brokenOff())
    }
    req.on('data', onData).on('end', onEnd).on('error', onBreak).on('close', onBreak)
  })
}

/** The connection closes with the answer, so that nobody has to receive the rest. */
const tooLarge = () =>
  new HttpRefusal(413, 'A message may have 4 MB. Send less, or ask the tool in parts.', {
    headers: { connection: 'close' },
  })
const brokenOff = () => new HttpRefusal(400, 'The message ended early.')
