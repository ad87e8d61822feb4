import { describe, expect, test } from 'vitest'
import { addressClass, parseEgressRule } from '../../../lib/kernel/addresses.ts'

/** First and last address of each range with the neighbours outside it: [before, first, last, after, class]. */
const ranges: [string, string, string, string, string][] = [
  ['', '0.0.0.0', '0.255.255.255', '1.0.0.0', 'never'],
  ['9.255.255.255', '10.0.0.0', '10.255.255.255', '11.0.0.0', 'local'],
  ['100.63.255.255', '100.64.0.0', '100.127.255.255', '100.128.0.0', 'special'],
  ['126.255.255.255', '127.0.0.0', '127.255.255.255', '128.0.0.0', 'local'],
  ['169.253.255.255', '169.254.0.0', '169.254.255.255', '169.255.0.0', 'never'],
  ['172.15.255.255', '172.16.0.0', '172.31.255.255', '172.32.0.0', 'local'],
  ['191.255.255.255', '192.0.0.0', '192.0.0.255', '192.0.1.0', 'never'],
  ['192.0.1.255', '192.0.2.0', '192.0.2.255', '192.0.3.0', 'special'],
  ['192.167.255.255', '192.168.0.0', '192.168.255.255', '192.169.0.0', 'local'],
  ['198.17.255.255', '198.18.0.0', '198.19.255.255', '198.20.0.0', 'special'],
  ['198.51.99.255', '198.51.100.0', '198.51.100.255', '198.51.101.0', 'special'],
  ['203.0.112.255', '203.0.113.0', '203.0.113.255', '203.0.114.0', 'special'],
  ['223.255.255.255', '224.0.0.0', '239.255.255.255', '', 'never'],
  ['', '240.0.0.0', '255.255.255.254', '', 'special'],
  ['64:ff9a:ffff::', '64:ff9b::', '64:ff9b::ffff:ffff', '64:ff9b::1:0:0', 'never'],
  ['64:ff9b:0:ffff::', '64:ff9b:1::', '64:ff9b:1:ffff:ffff:ffff:ffff:ffff', '64:ff9b:2::', 'never'],
  ['2000:ffff::', '2001::', '2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff', '2001:200::', 'never'],
  ['2001:ffff::', '2002::', '2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '2003::', 'never'],
  ['fbff:ffff::', 'fc00::', 'fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'fe00::', 'local'],
  ['fe7f:ffff::', 'fe80::', 'febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '', 'never'],
  ['', 'ff00::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '', 'never'],
]

describe('SS-3 special addresses', () => {
  test.each(ranges)('%s | %s … %s | %s', (before, first, last, after, name) => {
    expect(addressClass(first)).toBe(name)
    expect(addressClass(last)).toBe(name)
    if (before) expect(addressClass(before)).not.toBe(name)
    if (after) expect(addressClass(after)).not.toBe(name)
  })

  test.each([
    ['100.100.100.200', 'never'],
    ['100.100.100.199', 'special'],
    ['fd00:ec2::254', 'never'],
    ['fd00:ec3::1', 'local'],
    ['::', 'never'],
    ['::1', 'local'],
    ['::2', 'special'],
    ['::7f00:1', 'special'],
    ['::ffff:127.0.0.1', 'local'],
    ['::ffff:a9fe:a9fe', 'never'],
    ['8.8.8.8', 'public'],
    ['2606:4700::1111', 'public'],
    ['not an address', 'never'],
    ['127.1', 'never'],
  ])('%s is %s', (ip, name) => expect(addressClass(ip)).toBe(name))
})

test('EGRESS_ALLOW takes hosts, addresses and ranges, and nothing else', () => {
  expect(parseEgressRule(' MCP.internal ')).toEqual({ kind: 'host', host: 'mcp.internal' })
  expect(parseEgressRule('10.1.0.0/16')).toEqual({ kind: 'range', cidr: '10.1.0.0/16' })
  expect(parseEgressRule('10.1.2.3')).toEqual({ kind: 'range', cidr: '10.1.2.3/32' })
  expect(parseEgressRule('[::1]')).toEqual({ kind: 'range', cidr: '::1/128' })
  expect(parseEgressRule('https://mcp.internal')).toBeUndefined()
  expect(parseEgressRule('')).toBeUndefined()
})
