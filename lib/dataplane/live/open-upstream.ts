import { randomToken } from '../../platform/random.ts'
import { memorySink } from '../upstream/answer-sink.ts'
import type { OpenUpstream } from '../upstream/sessions.ts'
import type { LiveSession } from './live-session.ts'

/** A request of ours in a session at a server; what it answers changes nothing. */
export async function askUpstream(upstream: OpenUpstream, method: string, params: object): Promise<void> {
  const id = `postern-${randomToken(9)}`
  await upstream.ask({ id, text: JSON.stringify({ jsonrpc: '2.0', id, method, params }) }, memorySink())
}

export const keepsLevels = ({ session }: OpenUpstream): boolean =>
  session.era === 'legacy' && session.capabilities['logging'] !== undefined

/** Brings a new session at a server to where the client's session is: its log level, and what it is subscribed to. */
export function openUpstream(live: LiveSession): (upstream: OpenUpstream) => Promise<void> {
  return async (upstream) => {
    if (upstream.session.era !== 'legacy') return
    const { targetId } = upstream.holder.target
    const uris = [...live.subscriptions].filter(([, owner]) => owner === targetId).map(([uri]) => uri)
    if (live.logLevel !== undefined && keepsLevels(upstream))
      await askUpstream(upstream, 'logging/setLevel', { level: live.logLevel })
    for (const uri of uris) await askUpstream(upstream, 'resources/subscribe', { uri })
  }
}
