import { join, resolve } from 'node:path'
import { emailSchema, newPasswordSchema } from '../contracts/console.ts'
import { isLoopbackAddress, parseEgressRule, type EgressRule } from '../kernel/addresses.ts'
import { Secret } from '../kernel/secret.ts'
import { readMasterKeys, type MasterKey } from './crypto/master-key.ts'
import type { LogSettings } from './logger.ts'
import { SettingsError } from './settings-error.ts'

export type DatabaseSource = { kind: 'sqlite'; file: string } | { kind: 'postgresql'; url: Secret }

/** DESIGN §4. Everything is optional in the environment and decided here, once, at boot. */
export interface Settings {
  port: number
  host: string
  /** The outside address; has neither path nor query. */
  publicUrl: URL
  /** Without a trailing slash: `https://mcp.example.com`. */
  publicOrigin: string
  isLoopback: boolean
  /** Absolute. */
  dataDir: string
  /** Absolute; sign-in providers that are set by a file, where there is one. */
  signInFile: string
  database: DatabaseSource
  masterKeys?: readonly MasterKey[]
  masterKeyFile?: string
  admin?: { email: string; password: Secret }
  rootAccessKey?: { accessKeyId: string; secretAccessKey: Secret }
  region: string
  account: string
  egressAllow: readonly EgressRule[]
  /** Processes that serve the port; one of them is the whole product. */
  workers: number
  log: LogSettings
}

type Environment = Readonly<Record<string, string | undefined>>
type Read = (name: string) => string | undefined

/** @throws SettingsError */
export function readSettings(env: Environment = process.env): Settings {
  // An empty variable is an unset one: compose files and CI systems cannot unset.
  const read: Read = (name) => env[name]?.trim() || undefined
  const port = readPort(read)
  const publicUrl = readPublicUrl(read, port)
  const dataDir = resolve(read('DATA_DIR') ?? './data')
  return {
    port,
    host: readHost(read),
    publicUrl,
    publicOrigin: publicUrl.origin,
    isLoopback: isLoopbackHost(publicUrl.hostname),
    dataDir,
    signInFile: join(dataDir, 'sign-in.json'),
    database: readDatabase(read, dataDir),
    ...readMasterKeySettings(read),
    admin: readAdmin(read),
    rootAccessKey: readRootAccessKey(read),
    region: readPattern(read, 'AWS_REGION_NAME', /^[a-z]{2,}(-[a-z]+)+-\d+$/, 'us-east-1', 'is not a region name.'),
    account: readPattern(read, 'AWS_ACCOUNT', /^\d{12}$/, '000000000000', 'is not a number of 12 digits.'),
    egressAllow: readEgressAllow(read),
    workers: readWorkers(read),
    log: readLog(read),
  }
}

function readPort(read: Read): number {
  const text = read('PORT') ?? '3000'
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535) return port
  throw new SettingsError('PORT', 'is not a port number from 1 to 65535.', '3000')
}

function readWorkers(read: Read): number {
  const text = read('WORKERS') ?? '1'
  const workers = Number(text)
  if (/^\d{1,2}$/.test(text) && workers >= 1 && workers <= 64) return workers
  throw new SettingsError('WORKERS', 'is not a number of processes from 1 to 64.', '4')
}

function readHost(read: Read): string {
  const host = read('HOST') ?? '127.0.0.1'
  if (/^[A-Za-z0-9.:_-]+$/.test(host)) return host
  throw new SettingsError('HOST', 'is not an address or a host name without port.', '127.0.0.1')
}

function readPublicUrl(read: Read, port: number): URL {
  const text = read('PUBLIC_URL') ?? `http://localhost:${port}`
  const refuse = (fault: string): never => {
    throw new SettingsError('PUBLIC_URL', fault, 'https://mcp.example.com')
  }
  if (!URL.canParse(text)) return refuse('is not a URL.')
  const url = new URL(text)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return refuse('is not an https URL.')
  if (url.username !== '' || url.password !== '') return refuse('holds a user name or a password.')
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    return refuse('has a path, a query or a fragment; give the origin alone.')
  }
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname)) {
    return refuse('is http, which is accepted for localhost alone; tokens would travel readable.')
  }
  return url
}

/** `hostname` as WHATWG URL gives it: lower case, IPv6 in brackets. */
function isLoopbackHost(hostname: string): boolean {
  if (hostname === 'localhost' || hostname.endsWith('.localhost')) return true
  return isLoopbackAddress(hostname.replace(/^\[|\]$/g, ''))
}

function readDatabase(read: Read, dataDir: string): DatabaseSource {
  const text = read('DATABASE_URL')
  if (text === undefined) return { kind: 'sqlite', file: join(dataDir, 'postern.db') }
  if (URL.canParse(text) && /^postgres(ql)?:$/.test(new URL(text).protocol)) {
    return { kind: 'postgresql', url: new Secret(text) }
  }
  throw new SettingsError(
    'DATABASE_URL',
    'is not a PostgreSQL address. Leave it unset for SQLite in DATA_DIR.',
    'postgresql://user:password@host:5432/postern',
  )
}

function readMasterKeySettings(read: Read): Pick<Settings, 'masterKeys' | 'masterKeyFile'> {
  const text = read('MASTER_KEY')
  const file = read('MASTER_KEY_FILE')
  if (text !== undefined && file !== undefined) {
    throw new SettingsError('MASTER_KEY', 'and MASTER_KEY_FILE are both set; give one of them.', masterKeyExample)
  }
  if (file !== undefined) return { masterKeyFile: resolve(file) }
  if (text === undefined) return {}
  const reading = readMasterKeys(text)
  if (!reading.ok) throw new SettingsError('MASTER_KEY', reading.fault, masterKeyExample)
  return { masterKeys: reading.keys }
}

const masterKeyExample = '"$(openssl rand -base64 32)"'

function readAdmin(read: Read): Settings['admin'] {
  const email = read('ADMIN_EMAIL')
  const password = read('ADMIN_PASSWORD')
  if (email === undefined && password === undefined) return undefined
  if (email === undefined) {
    throw new SettingsError('ADMIN_EMAIL', 'is missing, while ADMIN_PASSWORD is set.', 'admin@example.com')
  }
  const parsedEmail = emailSchema.safeParse(email)
  if (!parsedEmail.success) throw new SettingsError('ADMIN_EMAIL', 'is not an e-mail address.', 'admin@example.com')
  if (password === undefined || !newPasswordSchema.safeParse(password).success) {
    throw new SettingsError('ADMIN_PASSWORD', 'is missing or has fewer than 8 characters.', 'a-long-passphrase')
  }
  return { email: parsedEmail.data, password: new Secret(password) }
}

function readRootAccessKey(read: Read): Settings['rootAccessKey'] {
  const accessKeyId = read('ROOT_ACCESS_KEY_ID')
  const secret = read('ROOT_SECRET_ACCESS_KEY')
  if (accessKeyId === undefined && secret === undefined) return undefined
  if (accessKeyId === undefined || !/^[\w-]{4,128}$/.test(accessKeyId)) {
    throw new SettingsError(
      'ROOT_ACCESS_KEY_ID',
      'is not 4 to 128 letters, digits, hyphens and underscores.',
      'POSTERNROOT00000001',
    )
  }
  if (secret === undefined || secret.length < 8) {
    throw new SettingsError(
      'ROOT_SECRET_ACCESS_KEY',
      'is missing or has fewer than 8 characters.',
      '"$(openssl rand -base64 30)"',
    )
  }
  return { accessKeyId, secretAccessKey: new Secret(secret) }
}

function readPattern(read: Read, name: string, pattern: RegExp, fallback: string, fault: string): string {
  const text = read(name) ?? fallback
  if (pattern.test(text)) return text
  throw new SettingsError(name, fault, fallback)
}

function readEgressAllow(read: Read): EgressRule[] {
  const entries = (read('EGRESS_ALLOW') ?? '').split(',').map((entry) => entry.trim())
  return entries
    .filter((entry) => entry !== '')
    .map((entry) => {
      const rule = parseEgressRule(entry)
      if (rule) return rule
      throw new SettingsError(
        'EGRESS_ALLOW',
        `has "${entry}", which is no host name and no CIDR.`,
        'idp.internal,10.1.0.0/16',
      )
    })
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']

function readLog(read: Read): LogSettings {
  const level = read('LOG_LEVEL') ?? 'info'
  if (!logLevels.includes(level)) throw new SettingsError('LOG_LEVEL', `is none of ${logLevels.join(', ')}.`, 'info')
  const format = read('LOG_FORMAT') ?? (process.stdout.isTTY ? 'pretty' : 'json')
  if (format !== 'json' && format !== 'pretty')
    throw new SettingsError('LOG_FORMAT', 'is neither json nor pretty.', 'json')
  return { level, format }
}

const systemVariables = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'LC_ALL', 'TZ', 'NODE_EXTRA_CA_CERTS'] as const

/** The system's own variables for a child process; none of ours, so that it learns no key, password or database address. */
export function systemEnvironment(env: Environment = process.env): Record<string, string> {
  const known = systemVariables.map((name) => [name, env[name]] as const)
  return Object.fromEntries(
    known.filter((entry): entry is readonly [(typeof entry)[0], string] => entry[1] !== undefined),
  )
}
