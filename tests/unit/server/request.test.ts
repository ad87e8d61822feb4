import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { dropHeader, duplicateHeader, faultOf } from '../../../lib/server/request.ts'

describe('request form', () => {
  it.each(['Authorization', 'Host', 'Content-Type', 'Mcp-Session-Id', 'X-Amz-Date'])('HT-5: refuses two %s', (name) => {
    expect(duplicateHeader([name, 'one', name.toUpperCase(), 'one'])).toBe(name.toLowerCase())
  })

  it('HT-5: lets headers repeat that may', () => {
    expect(duplicateHeader(['Accept', 'a', 'Accept', 'b', 'Host', 'a', 'Authorization', 'b'])).toBeUndefined()
  })

  it.each(['http://evil.example/x', '*', ''])('HT-5: refuses the target "%s"', (url) => {
    expect(faultOf({ url, rawHeaders: [] })?.status).toBe(400)
  })

  it('drops a header from every form in which it can be read', () => {
    const request = {
      headers: { host: 'a', 'x-postern-internal': 'guess' },
      rawHeaders: ['Host', 'a', 'X-Postern-Internal', 'guess', 'Accept', '*/*'],
    } as unknown as IncomingMessage
    dropHeader(request, 'x-postern-internal')
    expect(request.headers).toEqual({ host: 'a' })
    expect(request.rawHeaders).toEqual(['Host', 'a', 'Accept', '*/*'])
  })
})
