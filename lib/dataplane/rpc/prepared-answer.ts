import { promisify } from 'node:util'
import { brotliCompress, constants, crc32, deflateRaw } from 'node:zlib'
import type { ContentCoding } from './content-coding.ts'
import type { RpcId } from './id.ts'

const gzipHeader = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255])

/** What goes out: bytes that all requests share, then this request's own few. */
export type AnswerBytes = readonly [shared: Buffer, own: Buffer]

/** `members`: JSON text of what the request's revision wants at the end of the result, with a comma before it. */
export interface OwnPart {
  id: RpcId
  members: string
}

/**
 * A JSON-RPC answer whose result is the same for every request, but for a few members of some revisions. These and the id
 * stand last, so that all before is one buffer, and its compressed forms end on a byte with the stream still open: the
 * rest is put behind them as a block that is not compressed. No work is left that grows with the size (performance.md §8). Compressed once per coding, off the thread.
 */
export class PreparedAnswer {
  readonly #prefix: Buffer
  readonly #compressed = new Map<ContentCoding, Promise<Buffer> | Buffer>()
  #checksum: number | undefined

  /** `result` is JSON text of an object with at least one member. */
  constructor(result: string) {
    this.#prefix = Buffer.from(`{"jsonrpc":"2.0","result":${result.slice(0, -1)}`)
  }

  /** At once, but for the first answer in a coding. */
  bytes({ id, members }: OwnPart, coding: ContentCoding | undefined): AnswerBytes | Promise<AnswerBytes> {
    const tail = Buffer.from(`${members}},"id":${JSON.stringify(id)}}`)
    if (coding === undefined) return [this.#prefix, tail]
    const shared = this.#compressed.get(coding) ?? this.#compress(coding)
    const own = coding === 'br' ? brotliEnd(tail) : this.#gzipEnd(tail)
    return shared instanceof Promise ? shared.then((bytes) => [bytes, own] as const) : [shared, own]
  }

  #compress(coding: ContentCoding): Promise<Buffer> {
    const work = (coding === 'br' ? brotliStart : gzipStart)(this.#prefix)
    this.#compressed.set(coding, work)
    const settle = work.then(
      (bytes) => this.#compressed.set(coding, bytes),
      () => this.#compressed.delete(coding),
    )
    return settle.then(() => work)
  }

  /** A last stored block (RFC 1951 §3.2.4), then checksum and length of everything (RFC 1952 §2.3.1). */
  #gzipEnd(tail: Buffer): Buffer {
    this.#checksum ??= crc32(this.#prefix)
    const end = Buffer.allocUnsafe(5 + tail.length + 8)
    end[0] = 1
    end.writeUInt16LE(tail.length, 1)
    end.writeUInt16LE(~tail.length & 0xffff, 3)
    tail.copy(end, 5)
    end.writeUInt32LE(crc32(tail, this.#checksum), 5 + tail.length)
    end.writeUInt32LE((this.#prefix.length + tail.length) >>> 0, 9 + tail.length)
    return end
  }
}

/** An uncompressed meta-block and the empty last one (RFC 7932 §9.2): not last, four nibbles of length − 1, uncompressed. */
function brotliEnd(tail: Buffer): Buffer {
  const end = Buffer.allocUnsafe(3 + tail.length + 1)
  end.writeUIntLE(((tail.length - 1) << 3) | (1 << 19), 0, 3)
  tail.copy(end, 3)
  end[3 + tail.length] = 3
  return end
}

const deflate = promisify<Buffer, object, Buffer>(deflateRaw)
const brotli = promisify<Buffer, object, Buffer>(brotliCompress)

const gzipStart = async (bytes: Buffer): Promise<Buffer> =>
  Buffer.concat([gzipHeader, await deflate(bytes, { level: 9, finishFlush: constants.Z_SYNC_FLUSH })])

const brotliStart = (bytes: Buffer): Promise<Buffer> =>
  brotli(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    finishFlush: constants.BROTLI_OPERATION_FLUSH,
  })
