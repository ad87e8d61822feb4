import { pino, stdTimeFunctions, type DestinationStream, type Logger as PinoLogger } from 'pino'
import pretty from 'pino-pretty'

export type Logger = PinoLogger

/**
 * Names of members that hold credentials, at the top of a logged object and one level down. Secrets travel as `Secret`
 * values, which print as `[secret]`; this is the second wall, for headers and foreign objects (I1).
 */
const credentialNames = [
  'authorization',
  'x-api-key',
  'cookie',
  'set-cookie',
  'password',
  'secret',
  'clientSecret',
  'client_secret',
  'token',
  'userToken',
  'accessToken',
  'access_token',
  'refreshToken',
  'refresh_token',
  'id_token',
  'workloadAccessToken',
  'code',
  'code_verifier',
  'session_id',
  'sessionUri',
  'sessionId',
]
const redactedPaths = credentialNames.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`])

export interface LogSettings {
  level: string
  format: 'json' | 'pretty'
}

/** `destination` is standard output unless a test brings its own. */
export function createLogger(settings: LogSettings, destination?: DestinationStream): Logger {
  const options = {
    level: settings.level,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    redact: { paths: redactedPaths, censor: '[redacted]' },
  }
  if (settings.format === 'json') return destination ? pino(options, destination) : pino(options)
  return pino(options, destination ?? pretty({ colorize: process.stdout.isTTY, sync: true, translateTime: 'HH:MM:ss' }))
}
