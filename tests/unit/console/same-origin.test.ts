import { describe, expect, test } from 'vitest'
import { isSameOriginPost } from '../../../lib/console/same-origin.ts'

const ours = 'https://postern.example'
const post = (headers: Record<string, string>) => isSameOriginPost(new Headers(headers), ours)

describe('BR-4 a form of the return page', () => {
  test('from our own page is taken, also where the referrer policy makes the origin null', () => {
    expect(post({ 'sec-fetch-site': 'same-origin', origin: 'null' })).toBe(true)
    expect(post({ origin: ours })).toBe(true)
  })

  test('from anywhere else is refused', () => {
    expect(post({ 'sec-fetch-site': 'cross-site', origin: ours })).toBe(false)
    expect(post({ 'sec-fetch-site': 'same-site' })).toBe(false)
    expect(post({ 'sec-fetch-site': 'none' })).toBe(false)
    expect(post({ origin: 'null' })).toBe(false)
    expect(post({ origin: 'https://evil.example' })).toBe(false)
    expect(post({})).toBe(false)
  })
})
