import { describe, expect, test } from 'vitest'
import { networkOf } from '../../../lib/kernel/addresses.ts'
import { clientAddress } from '../../../lib/server/client-address.ts'

const seen = (peer: string | undefined, forwarded?: string) =>
  clientAddress({
    socket: { remoteAddress: peer } as never,
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  })

describe('whom a request comes from', () => {
  test.each([
    ['nobody between us', '203.0.113.9', undefined, '203.0.113.9'],
    ['somebody outside who claims to be another', '203.0.113.9', '198.51.100.1', '203.0.113.9'],
    ['somebody outside who claims to be this machine', '203.0.113.9', '127.0.0.1', '203.0.113.9'],
    ['a proxy on this machine', '127.0.0.1', '203.0.113.9', '203.0.113.9'],
    ['a proxy on this machine, as a double-stack socket names it', '::ffff:127.0.0.1', '203.0.113.9', '203.0.113.9'],
    ['a proxy on the private network', '172.18.0.2', '203.0.113.9', '203.0.113.9'],
    ['a chain of proxies', '127.0.0.1', '203.0.113.9, 10.0.0.4, 192.168.1.1', '203.0.113.9'],
    ['what the client wrote before the proxy did', '127.0.0.1', '198.51.100.1, 203.0.113.9', '203.0.113.9'],
    [
      'a proxy outside, which may write what it likes',
      '10.0.0.4',
      '198.51.100.1, 203.0.113.200, 10.0.0.5',
      '203.0.113.200',
    ],
    ['somebody on the private network', '127.0.0.1', '10.0.0.77', '10.0.0.77'],
    ['a proxy that says nothing', '10.0.0.4', undefined, '10.0.0.4'],
    ['nothing readable', '10.0.0.4', 'unknown', '10.0.0.4'],
    ['something unreadable between', '10.0.0.4', '203.0.113.9, _hidden, 10.0.0.5', '10.0.0.5'],
    ['empty entries', '10.0.0.4', '203.0.113.9, , ', '10.0.0.4'],
    ['a port', '10.0.0.4', '203.0.113.9:4711', '203.0.113.9'],
    ['IPv6 with a port', '::1', '[2001:db8::1]:4711', '2001:db8::1'],
    ['an address in another spelling', '::1', '2001:DB8:0:0::1', '2001:db8::1'],
    ['an octal trick', '10.0.0.4', '0177.0.0.1', '10.0.0.4'],
    ['a shared address of a carrier, which is nobody’s proxy', '100.64.0.1', '203.0.113.9', '100.64.0.1'],
    ['a connection that is gone', undefined, '203.0.113.9', ''],
  ])('%s', (_, peer, forwarded, expected) => {
    expect(seen(peer, forwarded)).toBe(expected)
  })
})

test('one IPv6 site is one network, an IPv4 address is its own', () => {
  expect(networkOf('2001:db8:7:1::1')).toBe(networkOf('2001:db8:7:ffff::2'))
  expect(networkOf('2001:db8:7::1')).not.toBe(networkOf('2001:db8:8::1'))
  expect(networkOf('203.0.113.9')).not.toBe(networkOf('203.0.113.10'))
  expect(networkOf('::ffff:203.0.113.9')).toBe(networkOf('203.0.113.9'))
})
