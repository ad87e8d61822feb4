import { EventEmitter } from 'node:events'
import type { ServerResponse } from 'node:http'
import { expect, it } from 'vitest'
import { createInFlight } from '../../../lib/server/in-flight.ts'

const answer = () => new EventEmitter() as unknown as ServerResponse

it('F-51: is idle when the last answer is closed', async () => {
  const inFlight = createInFlight()
  const [first, second] = [answer(), answer()]
  inFlight.add(first)
  inFlight.add(second)
  const idle = inFlight.idle(60_000)
  first.emit('close')
  expect(inFlight.count).toBe(1)
  second.emit('close')
  expect(await idle).toBe(true)
})

it('F-51: gives up on an answer that never ends', async () => {
  const inFlight = createInFlight()
  inFlight.add(answer())
  expect(await inFlight.idle(1)).toBe(false)
})
