const newline = /[\r\n]/g
const lineFeed = 0x0a
const carriageReturn = 0x0d
const space = 0x20

/** Heads of an answer that is a stream of events: nobody on the way keeps it, collects it or compresses it. */
export const streamHeaders = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
}

const opening = (id: string | undefined): string =>
  id === undefined ? 'event: message\ndata: ' : `id: ${id}\nevent: message\ndata: `

/** One JSON-RPC message as one event. Line breaks of JSON stand between its tokens only, so a space is as good. */
export const eventText = (message: string, id: string | undefined): string =>
  `${opening(id)}${/[\r\n]/.test(message) ? message.replace(newline, ' ') : message}\n\n`

/** The same for an answer in bytes, which are not copied where they need no change. */
export function eventParts(body: Uint8Array, id: string | undefined): [string, Uint8Array, string] {
  const oneLine = body.includes(lineFeed) || body.includes(carriageReturn) ? unbroken(body) : body
  return [opening(id), oneLine, '\n\n']
}

const unbroken = (body: Uint8Array): Uint8Array =>
  body.map((byte) => (byte === lineFeed || byte === carriageReturn ? space : byte))

/** Gives a client an id to come back with before there is anything to tell (SEP-1699), and how long to wait till then. */
export const primingText = (id: string, retryMs: number): string => `id: ${id}\nretry: ${retryMs}\ndata: \n\n`

export const retryText = (retryMs: number): string => `retry: ${retryMs}\n\n`

/** A comment: keeps whoever stands between from thinking that the connection is dead. */
export const keepAliveText = ': still here\n\n'
