import type { Exchange } from '../../exchange.ts'
import type { Reply } from '../../reply/reply.ts'

const levels = ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency']

export const isLogLevel = (level: unknown): level is string => typeof level === 'string' && levels.includes(level)

/**
 * From which level on a client wants to hear what a server logs while it works; undefined for not at all. Clients of the
 * older era hear everything until they set a level.
 */
export function logLevelFor({ envelope, live }: Exchange, reply: Pick<Reply, 'canStream'>): string | undefined {
  if (!reply.canStream) return undefined
  return envelope ? envelope.logLevel : (live?.logLevel ?? 'debug')
}

export const isLoudEnough = (level: unknown, least: string): boolean =>
  !isLogLevel(level) || levels.indexOf(level) >= levels.indexOf(least)
