import { stemOf } from './terms.ts'

/** Words that people and authors of tools use for the same thing. A word may stand in several groups. */
const groups = [
  'create add new make insert open register set',
  'delete remove drop erase uninstall destroy',
  'update edit change modify patch alter',
  'list show get read retrieve view display fetch which who what',
  'find search query look lookup match',
  'run execute start trigger play launch',
  'retry rerun again repeat',
  'undo revert reset rollback restore',
  'issue bug ticket defect',
  'task todo',
  'comment note reply message',
  'log output trace',
  'count many number total',
  'screenshot picture image photo capture',
  'diff change difference compare',
  'stash shelve aside later',
  'file document',
  'user people person member who',
  'stop cancel abort end',
  'schedule nightly daily weekly cron',
  'record row entry item',
  'copy fork clone duplicate',
  'sub child smaller nested',
].map((group) => group.split(' ').map(stemOf))

const table = new Map<string, Set<string>>()
for (const group of groups)
  for (const term of group)
    table.set(term, new Set([...(table.get(term) ?? []), ...group.filter((other) => other !== term)]))

/** Other terms for these, without those that stand there already. */
export function synonymsOf(terms: ReadonlySet<string>): string[] {
  const others = new Set([...terms].flatMap((term) => [...(table.get(term) ?? [])]))
  return [...others].filter((term) => !terms.has(term))
}
