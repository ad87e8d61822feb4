import { expect, test } from 'vitest'
import type { ApprovalRow } from '../../../lib/targets/approval/approval.store.ts'
import type { Definition } from '../../../lib/targets/approval/definition.ts'
import { approvesAll } from '../../../lib/targets/approval/first-approval.ts'
import { approvalStates } from '../../../lib/targets/approval/states.ts'

const tool = (name: string, hash: string): Definition => ({ kind: 'tool', name, hash })
const row = (kind: ApprovalRow['kind'], name: string, hash: string, versionId: string): ApprovalRow => ({
  ...{ targetId: 't', kind, name, hash, versionId, approvedBy: 'admin@example.com', approvedAt: 1 },
})
const whole = row('catalogue', '', 'v', 'V1')

test('TC-2 a definition is approved, changed, new or gone', () => {
  const states = approvalStates({
    baseline: [tool('same', '1'), tool('other', '2'), tool('gone', '3')],
    definitions: [tool('same', '1'), tool('other', '2b'), tool('fresh', '4')],
    rows: [whole],
  })
  expect(states.map(({ name, state }) => [name, state])).toEqual([
    ['same', 'approved'],
    ['other', 'changed'],
    ['fresh', 'new'],
    ['gone', 'gone'],
  ])
  expect(states[1]).toMatchObject({ hash: '2b', approved: { hash: '2', versionId: 'V1', by: 'admin@example.com' } })
})

test('a later approval of one definition outweighs that of the whole catalogue', () => {
  const given = { baseline: [tool('a', '1')], rows: [whole, row('tool', 'a', '2', 'V2')] }
  expect(approvalStates({ ...given, definitions: [tool('a', '2')] })[0]).toMatchObject({ state: 'approved' })
  expect(approvalStates({ ...given, definitions: [tool('a', '1')] })[0]).toMatchObject({ state: 'changed' })
})

test('a definition of another kind does not inherit the approval of its name', () => {
  const states = approvalStates({
    ...{ baseline: [tool('a', '1')], rows: [whole] },
    definitions: [{ kind: 'prompt', name: 'a', hash: '1' }],
  })
  expect(states[0]).toMatchObject({ kind: 'prompt', state: 'new' })
})

const target = (endpoint: string, schema?: string) => ({
  configuration: { mcp: { mcpServer: { endpoint, ...(schema && { mcpToolSchema: { inlinePayload: schema } }) } } },
})
test('the first catalogue, another endpoint and a schema are approved by who gives them; a synchronization never approves', () => {
  expect(approvesAll(undefined, target('https://a'))).toBe(true)
  expect(approvesAll({ endpoint: 'https://a' }, target('https://b'))).toBe(true)
  expect(approvesAll({ endpoint: 'https://a' }, target('https://a', '{}'))).toBe(true)
  expect(approvesAll({ endpoint: 'https://a' }, target('https://a'))).toBe(false)
})
