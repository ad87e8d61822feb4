import { describe, expect, it } from 'vitest'
import { createHostGate } from '../../../lib/server/host-gate.ts'

const gate = (publicUrl: string, isLoopback: boolean, port = 3000) =>
  createHostGate({ publicUrl: new URL(publicUrl), isLoopback, port })

describe('RS-8: host allow-list', () => {
  it.each([
    ['localhost:3000', 'public'],
    ['LOCALHOST:3000', 'public'],
    ['127.0.0.1:3000', 'alias'],
    ['[::1]:3000', 'alias'],
    ['localhost', 'foreign'],
    ['localhost:4000', 'foreign'],
    ['rebound.example:3000', 'foreign'],
    [undefined, 'foreign'],
  ] as const)('on loopback %s is %s', (host, verdict) => {
    expect(gate('http://localhost:3000', true).judge(host)).toBe(verdict)
  })

  it.each([
    ['mcp.example.com', 'public'],
    ['mcp.example.com:443', 'public'],
    ['127.0.0.1:3000', 'alias'],
    ['localhost:3000', 'alias'],
    ['127.0.0.1:443', 'foreign'],
    ['localhost', 'foreign'],
    ['10.0.0.1:3000', 'foreign'],
  ] as const)('in public %s is %s', (host, verdict) => {
    expect(gate('https://mcp.example.com', false).judge(host)).toBe(verdict)
  })

  it('accepts loopback names on the listening port behind a local proxy', () => {
    expect(gate('http://postern.localhost', true, 3000).judge('127.0.0.1:3000')).toBe('alias')
    expect(gate('http://postern.localhost', true, 3000).judge('postern.localhost')).toBe('public')
  })
})
