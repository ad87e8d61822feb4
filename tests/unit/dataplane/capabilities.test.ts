import { describe, expect, test } from 'vitest'
import { acceptsEvents } from '../../../lib/dataplane/inbound/accepts.ts'
import { canBeAsked, readCapabilities } from '../../../lib/dataplane/capabilities.ts'

describe('what a client declared', () => {
  test('is cut down to what can be passed on, and bounded', () => {
    const said = {
      elicitation: { form: { x: 1 }, url: {}, other: {} },
      sampling: { tools: {}, context: 'yes' },
      roots: { listChanged: true, x: 'y'.repeat(1_000_000) },
      experimental: { big: [] },
    }
    expect(readCapabilities(said).declared).toEqual({
      elicitation: { form: {}, url: {} },
      sampling: { tools: {} },
      roots: { listChanged: true },
    })
    for (const none of [undefined, null, 'all', [], { elicitation: true, sampling: [], roots: null }])
      expect(readCapabilities(none)).toEqual({ urlElicitation: false, declared: {} })
  })

  test.each([
    [{ elicitation: {} }, 'elicitation/create', {}, true],
    [{ elicitation: {} }, 'elicitation/create', { mode: 'form' }, true],
    [{ elicitation: {} }, 'elicitation/create', { mode: 'url' }, false],
    [{ elicitation: { url: {} } }, 'elicitation/create', {}, false],
    [{ elicitation: { url: {}, form: {} } }, 'elicitation/create', { mode: 'url' }, true],
    [{ sampling: {} }, 'sampling/createMessage', {}, true],
    [{ sampling: {} }, 'sampling/createMessage', { tools: [] }, false],
    [{ sampling: { tools: {} } }, 'sampling/createMessage', { tools: [] }, true],
    [{ roots: {} }, 'roots/list', undefined, true],
    [{}, 'roots/list', undefined, false],
    [{ roots: {} }, 'tools/call', {}, false],
  ])('%j: %s %j can be asked: %s', (said, method, params, expected) =>
    expect(canBeAsked(readCapabilities(said).declared, { method, params })).toBe(expected),
  )
})

test.each([
  ['application/json, text/event-stream', true],
  ['TEXT/EVENT-STREAM', true],
  ['text/event-stream; charset=utf-8; q=0.5, */*', true],
  ['text/event-stream;q=0', false],
  ['text/event-stream ; q=0.000 , application/json', false],
  ['application/json', false],
  ['*/*', false],
  ['text/*', false],
  ['x-text/event-stream', false],
  [undefined, false],
])('Accept: %s lists streams: %s', (accept, expected) => expect(acceptsEvents(accept)).toBe(expected))
