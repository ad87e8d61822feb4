/**
 * What the front door tells the console process at its start; the console has no settings of its own.
 * Server half: never import it from a client component.
 */
export interface ConsoleSettings {
  /** Loopback address of the control API, `/api` included. */
  readonly apiUrl: string
  /** Shared with the front door for this start only. */
  readonly internalSecret: string
  readonly sessionSecret: string
  readonly publicOrigin: string
  readonly https: boolean
}

function required(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set. The console is started by Postern's front door: run npm start.`)
  return value
}

export function consoleSettings(): ConsoleSettings {
  const publicOrigin = new URL(required('NEXTAUTH_URL')).origin
  return {
    apiUrl: required('POSTERN_API_URL'),
    internalSecret: required('POSTERN_INTERNAL_SECRET'),
    sessionSecret: required('NEXTAUTH_SECRET'),
    publicOrigin,
    https: publicOrigin.startsWith('https:'),
  }
}
