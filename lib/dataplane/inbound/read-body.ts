import type { IncomingMessage } from 'node:http'
import { HttpRefusal } from '../rpc/refusals.ts'

export const maxBodyBytes = 4_000_000

/** Reads the body, counting while it arrives. @throws HttpRefusal 413; 400 when the client breaks off */
export function readBody(req: IncomingMessage): Promise<Buffer> {
  if (Number(req.headers['content-length'] ?? 0) > maxBodyBytes) return Promise.reject(tooLarge())
  return thisTurn.then(() => takeBody(req))
}

/**
 * A small message comes in the same packet as its headers, and has been parsed when this turn is over: then it is taken
 * as it is, without a listener for each of the stream's events.
 */
function takeBody(req: IncomingMessage): Buffer | Promise<Buffer> {
  if (!req.complete) {
    if (req.destroyed) throw brokenOff()
    return collectBody(req)
  }
  const whole = req.read() as Buffer | null
  if (whole !== null && whole.length > maxBodyBytes) throw tooLarge()
  return whole ?? nothing
}

const thisTurn = Promise.resolve()
const nothing = Buffer.alloc(0)

function collectBody(req: IncomingMessage): Promise<Buffer> {
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
