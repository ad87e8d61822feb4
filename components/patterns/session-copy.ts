export const sessionCopy = {
  sessions: 'Sessions',
  noSessions: 'No session is open.',
  thisSession: 'This one',
  endSession: 'End session',
  endAll: 'End all sessions',
  endOthers: 'End all others',
  ended: 'Ended',
  unknownBrowser: 'Unknown browser',
} as const

/** Browser and system, as far as what the browser says of itself holds known names; it is shown as text in any case. */
export function browserName(userAgent: string): string {
  const browser = ['Edg', 'OPR', 'Firefox', 'Chrome', 'Safari'].find((name) => userAgent.includes(`${name}/`))
  const system = ['Windows', 'Android', 'iPhone', 'iPad', 'Mac OS', 'Linux'].find((name) => userAgent.includes(name))
  const called: Record<string, string> = { Edg: 'Edge', OPR: 'Opera', 'Mac OS': 'macOS' }
  const names = [browser, system].flatMap((name) => (name ? [called[name] ?? name] : []))
  return names.length > 0 ? names.join(' on ') : sessionCopy.unknownBrowser
}
