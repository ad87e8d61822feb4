import type { Ears } from './ears.ts'
import type { NewsDeps } from './news-deps.ts'
import { NewsStream, type NewsRequest } from './news-stream.ts'
import type { NewsFilter } from '../wire/index.ts'

export interface NewsListener {
  /** Settled when the server listens to us, or will not soon. May never be, where the listener is closed before. */
  readonly ready: Promise<void>
  close(): void
  update(filter: NewsFilter): void
}

/** Listeners in one process. */
const most = 2_000

/**
 * What servers say outside calls. `listen` opens a stream there and keeps it open, by the older revisions' GET in the
 * holder's session or the newer one's subscription; nothing is open while nobody listens.
 */
export function createNews(deps: NewsDeps, ears: Ears) {
  let open = 0
  return {
    listen(request: NewsRequest): NewsListener {
      if (open >= most) {
        queueMicrotask(request.onEnd)
        return { ready: Promise.resolve(), close: () => undefined, update: () => undefined }
      }
      open++
      let counted = true
      const leave = () => {
        if (counted) open--
        counted = false
      }
      const onEnd = () => {
        leave()
        request.onEnd()
      }
      const stream = new NewsStream({ ...request, onEnd }, deps, ears)
      return {
        ready: stream.start(),
        close() {
          leave()
          stream.close()
        },
        update: (filter) => stream.update(filter),
      }
    },
  }
}
export type UpstreamNews = ReturnType<typeof createNews>
