import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto'

type Bytes = string | ArrayBuffer | ArrayBufferView
const view = (data: Bytes): string | Uint8Array =>
  typeof data === 'string'
    ? data
    : ArrayBuffer.isView(data)
      ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      : new Uint8Array(data)

/** node:crypto behind the hash interface that @smithy/signature-v4 takes: SHA-256, or HMAC-SHA-256 where a key is given. */
export class Sha256 {
  readonly #key?: string | Uint8Array
  #hash: Hash | Hmac

  constructor(key?: Bytes) {
    this.#key = key === undefined ? undefined : view(key)
    this.#hash = this.#fresh()
  }
  update(data: Uint8Array): void {
    this.#hash.update(data)
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest())
  }
  reset(): void {
    this.#hash = this.#fresh()
  }
  #fresh(): Hash | Hmac {
    return this.#key === undefined ? createHash('sha256') : createHmac('sha256', this.#key)
  }
}
