import type { PostMessage } from './destination.ts'

/** URIs that one holder may be subscribed to at one server. */
const most = 1_000

/** Keeps a server of the older era told of the resources whose changes are wanted. */
export class Subscriptions {
  readonly #post: (message: PostMessage) => void
  #held = new Set<string>()
  #count = 0

  constructor(post: (message: PostMessage) => void) {
    this.#post = post
  }

  /** The session is a new one, and knows of none. */
  startAnew(): void {
    this.#held = new Set()
  }

  want(uris: readonly string[]): void {
    const wanted = new Set(uris.slice(0, most))
    for (const uri of this.#held) if (!wanted.has(uri)) this.#ask('resources/unsubscribe', uri)
    for (const uri of wanted) if (!this.#held.has(uri)) this.#ask('resources/subscribe', uri)
    this.#held = wanted
  }

  #ask(method: string, uri: string): void {
    const id = `postern-${method}-${++this.#count}`
    this.#post({ id, text: JSON.stringify({ jsonrpc: '2.0', id, method, params: { uri } }) })
  }
}
