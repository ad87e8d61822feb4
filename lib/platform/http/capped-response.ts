import type { Response as UndiciResponse } from 'undici'
import { EgressError } from './egress-error.ts'

const maxEncodings = 2

/** The same response with a body that ends in an error once more than `maxBytes` decompressed bytes came (SS-7). */
export function cappedResponse(response: UndiciResponse, maxBytes: number, host: string, fault: (e: unknown) => Error) {
  const encodings = (response.headers.get('content-encoding') ?? '').split(',')
  if (encodings.length > maxEncodings) {
    void response.body?.cancel()
    throw new EgressError('encoding', `${host} answered with more than ${maxEncodings} content encodings.`)
  }
  let received = 0
  const source = response.body?.getReader()
  const body = source
    ? new ReadableStream<Uint8Array>(
        {
          async pull(controller) {
            const part = await source.read().catch((error: unknown) => {
              throw fault(error)
            })
            if (part.done) {
              controller.close()
              return
            }
            const bytes: Uint8Array = part.value
            received += bytes.byteLength
            if (received <= maxBytes) {
              controller.enqueue(bytes)
              return
            }
            void source.cancel()
            throw new EgressError('size', `${host} answered with more than ${maxBytes} bytes.`)
          },
          cancel: (reason) => source.cancel(reason),
        },
        { highWaterMark: 0 },
      )
    : null
  const capped = new Response(body, {
    status: response.status,
    statusText: response.statusText,
    headers: [...response.headers],
  })
  Object.defineProperty(capped, 'url', { value: response.url })
  return capped
}
