import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createParkedCalls } from '../../../lib/dataplane/live/parked-calls.ts'

const limits = { longestMs: 1_000, perPrincipal: 2, perAnonymous: 3, inAll: 4 }
const call = () => ({ resume: vi.fn(), giveUp: vi.fn() })
const handleOf = (parking: object) => ('handle' in parking ? String(parking.handle) : undefined)

describe('R17 parked calls', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  test('are found by their owner alone, and only until they are over', () => {
    const parked = createParkedCalls(limits)
    const one = call()
    const handle = handleOf(parked.park('g alice', one)) ?? ''
    expect(parked.find(handle, 'g alice')).toBe(one)
    expect(parked.find(handle, 'g bob')).toBeUndefined()
    expect(parked.find('made up', 'g alice')).toBeUndefined()
    parked.forget(handle)
    expect(parked.find(handle, 'g alice')).toBeUndefined()
  })

  test('are so many per caller and in all; one that ends makes room', () => {
    const parked = createParkedCalls(limits)
    const first = handleOf(parked.park('g alice', call())) ?? ''
    parked.park('g alice', call())
    expect(parked.park('g alice', call())).toEqual({ bound: expect.stringContaining('2 calls of one caller') })
    parked.park('g anonymous', call())
    parked.park('g anonymous', call())
    expect(parked.park('g anonymous', call())).toEqual({ bound: expect.stringContaining('4 calls may wait') })
    parked.forget(first)
    parked.forget(first)
    expect(handleOf(parked.park('g alice', call()))).toBeDefined()
    expect(handleOf(parked.park('g alice', call()))).toBeUndefined()
  })

  test('are given up at their bound, and when the process stops', () => {
    const parked = createParkedCalls(limits)
    const [one, two] = [call(), call()]
    const handle = handleOf(parked.park('g alice', one)) ?? ''
    vi.advanceTimersByTime(999)
    expect(one.giveUp).not.toHaveBeenCalled()
    parked.park('g alice', two)
    vi.advanceTimersByTime(1)
    expect(one.giveUp).toHaveBeenCalledOnce()
    expect(parked.find(handle, 'g alice')).toBeUndefined()
    parked.close()
    expect(two.giveUp).toHaveBeenCalledOnce()
  })
})
