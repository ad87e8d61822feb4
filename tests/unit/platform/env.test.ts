import { randomBytes } from 'node:crypto'
import { inspect } from 'node:util'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readSettings } from '../../../lib/platform/env.ts'
import { SettingsError } from '../../../lib/platform/settings-error.ts'

const key = () => randomBytes(32).toString('base64')

describe('readSettings', () => {
  test('everything has a default', () => {
    const settings = readSettings({ LOG_FORMAT: 'json' })
    expect(settings).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      publicOrigin: 'http://localhost:3000',
      isLoopback: true,
      dataDir: resolve('./data'),
      database: { kind: 'sqlite', file: join(resolve('./data'), 'postern.db') },
      region: 'us-east-1',
      account: '000000000000',
      egressAllow: [],
      log: { level: 'info', format: 'json' },
    })
    expect(settings.admin).toBeUndefined()
    expect(settings.rootAccessKey).toBeUndefined()
    expect(settings.masterKeys).toBeUndefined()
  })

  test('an empty variable is an unset one', () => {
    expect(readSettings({ PORT: '', DATABASE_URL: ' ', ADMIN_EMAIL: '' }).port).toBe(3000)
  })

  test('the public address follows the port and loses its slash', () => {
    expect(readSettings({ PORT: '8080' }).publicOrigin).toBe('http://localhost:8080')
    const settings = readSettings({ PUBLIC_URL: 'https://MCP.example.com/' })
    expect(settings.publicOrigin).toBe('https://mcp.example.com')
    expect(settings.isLoopback).toBe(false)
  })

  test.each(['http://localhost:1', 'http://127.0.0.9', 'http://[::1]:3000', 'http://a.localhost'])(
    '%s is loopback',
    (PUBLIC_URL) => expect(readSettings({ PUBLIC_URL }).isLoopback).toBe(true),
  )

  test('keys, hosts, the first admin and the first access key are read', () => {
    const settings = readSettings({
      MASTER_KEY: `new:${key()}, old:${key()}`,
      ADMIN_EMAIL: ' Ann@Example.com ',
      ADMIN_PASSWORD: 'correct horse battery',
      ROOT_ACCESS_KEY_ID: 'POSTERNROOT00000001',
      ROOT_SECRET_ACCESS_KEY: 'a-secret-of-the-root',
      DATABASE_URL: 'postgresql://u:pw-canary@db/postern',
      EGRESS_ALLOW: 'idp.internal, 10.1.0.0/16',
    })
    expect(settings.masterKeys?.map((entry) => entry.id)).toEqual(['new', 'old'])
    expect(settings.admin?.email).toBe('ann@example.com')
    expect(settings.rootAccessKey?.accessKeyId).toBe('POSTERNROOT00000001')
    expect(settings.egressAllow).toHaveLength(2)
    expect(settings.database.kind).toBe('postgresql')
    expect(inspect(settings, { depth: 9 })).not.toMatch(/correct horse|a-secret-of|pw-canary/)
  })

  test.each<[string, Record<string, string>, RegExp]>([
    ['PORT', { PORT: '70000' }, /port number/],
    ['PORT', { PORT: '3000x' }, /port number/],
    ['HOST', { HOST: 'http://x/' }, /host name/],
    ['PUBLIC_URL', { PUBLIC_URL: 'mcp.example.com' }, /URL/],
    ['PUBLIC_URL', { PUBLIC_URL: 'http://mcp.example.com' }, /http/],
    ['PUBLIC_URL', { PUBLIC_URL: 'http://localhost.example.com' }, /http/],
    ['PUBLIC_URL', { PUBLIC_URL: 'https://mcp.example.com/base' }, /path/],
    ['PUBLIC_URL', { PUBLIC_URL: 'https://u:p@mcp.example.com' }, /user name/],
    ['PUBLIC_URL', { PUBLIC_URL: 'ftp://localhost' }, /https/],
    ['DATABASE_URL', { DATABASE_URL: 'mysql://x' }, /PostgreSQL/],
    ['MASTER_KEY', { MASTER_KEY: 'c2hvcnQ=' }, /32 bytes/],
    ['MASTER_KEY', { MASTER_KEY: Buffer.alloc(32, 'ab').toString('base64') }, /regular/],
    ['MASTER_KEY', { MASTER_KEY: `a b:${key()}` }, /key name/],
    ['MASTER_KEY', { MASTER_KEY: `a:${key()},a:${key()}` }, /twice/],
    ['MASTER_KEY', { MASTER_KEY: key(), MASTER_KEY_FILE: '/x' }, /both set/],
    ['ADMIN_EMAIL', { ADMIN_PASSWORD: 'correct horse battery' }, /missing/],
    ['ADMIN_EMAIL', { ADMIN_EMAIL: 'ann', ADMIN_PASSWORD: 'correct horse battery' }, /e-mail/],
    ['ADMIN_PASSWORD', { ADMIN_EMAIL: 'ann@example.com' }, /missing/],
    ['ADMIN_PASSWORD', { ADMIN_EMAIL: 'ann@example.com', ADMIN_PASSWORD: 'short' }, /8 characters/],
    ['ROOT_ACCESS_KEY_ID', { ROOT_SECRET_ACCESS_KEY: 'a-secret-of-the-root' }, /letters/],
    ['ROOT_SECRET_ACCESS_KEY', { ROOT_ACCESS_KEY_ID: 'POSTERN1' }, /missing/],
    ['AWS_REGION_NAME', { AWS_REGION_NAME: 'Europe' }, /region/],
    ['AWS_ACCOUNT', { AWS_ACCOUNT: '12' }, /12 digits/],
    ['EGRESS_ALLOW', { EGRESS_ALLOW: 'ok.internal,http://x/' }, /CIDR/],
    ['WORKERS', { WORKERS: '0' }, /from 1 to 64/],
    ['WORKERS', { WORKERS: '65' }, /from 1 to 64/],
    ['WORKERS', { WORKERS: 'auto' }, /from 1 to 64/],
    ['LOG_LEVEL', { LOG_LEVEL: 'loud' }, /none of/],
    ['LOG_FORMAT', { LOG_FORMAT: 'xml' }, /json/],
  ])('a wrong %s names the variable, the fault and an example: %o', (variable, env, fault) => {
    const read = () => readSettings(env)
    expect(read).toThrow(SettingsError)
    expect(read).toThrow(fault)
    expect(read).toThrow(new RegExp(`^${variable} .* Example: ${variable}=.+`, 's'))
  })

  test('a message never repeats a secret (I1)', () => {
    const secrets = {
      MASTER_KEY: 'id:canary-canary',
      ROOT_SECRET_ACCESS_KEY: 'canary',
      DATABASE_URL: 'canary://canary',
    }
    for (const [name, value] of Object.entries(secrets)) {
      const read = () => readSettings({ ROOT_ACCESS_KEY_ID: 'POSTERN1', [name]: value })
      expect(read).toThrow(SettingsError)
      expect(read).not.toThrow(/canary/)
    }
  })
})
