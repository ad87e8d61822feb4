import type { Dispatcher } from 'undici'
import { createBreaker } from './breaker.ts'
import { createCallTarget } from './call-target.ts'
import type { Destination } from './destination.ts'
import { createEars } from './ears.ts'
import { createNews } from './news.ts'
import { upstreamLimits, type UpstreamLimits } from './outcome.ts'
import { createPost, endSession } from './post.ts'
import { createProbe } from './probe.ts'
import { createUpstreamSessions } from './sessions.ts'

const impatient = (limits: UpstreamLimits, mostMs: number): UpstreamLimits => ({
  ...limits,
  silenceMs: Math.min(limits.silenceMs, mostMs),
  totalMs: Math.min(limits.totalMs, mostMs),
})

export type Upstream = ReturnType<typeof createUpstream>

/** All that is said to MCP servers. `limits` are shorter in tests; `now` in ms since 1970. */
export function createUpstream(dispatcher: Dispatcher, limits: UpstreamLimits = upstreamLimits, now = Date.now) {
  const post = createPost(dispatcher, limits)
  const ask = createPost(dispatcher, impatient(limits, limits.discoveryMs))
  const sessions = createUpstreamSessions({
    post,
    ask,
    keptSessions: limits.keptSessions,
    end(destination, session) {
      ears.close(session, false)
      end(destination)
    },
  })
  const end = (destination: Destination) => endSession(dispatcher, impatient(limits, limits.probeMs), destination)
  const deps = { dispatcher, limits, post, sessions, end }
  const ears = createEars(deps)
  const probe = createProbe(createPost(dispatcher, { ...limits, silenceMs: limits.probeMs, totalMs: limits.probeMs }))
  const breaker = createBreaker(now)
  return {
    callTarget: createCallTarget({ ...deps, ears, breaker, probe }),
    heldBack: breaker.heldBack,
    sessions,
    news: createNews(deps, ears),
  }
}
