import type { Finding } from '../../contracts/approvals.ts'
import type { DefinitionText } from '../approval/definition.ts'
import type { Neighbours } from './neighbours.ts'
import { readableTexts } from './readable-texts.ts'
import { mixedScripts } from './similar-names.ts'
import { suspiciousText } from './suspicious-text.ts'

/** A description of more than this hides what it wants to hide. */
const longDescription = 4_096
/** More findings of one definition help nobody. */
const mostFindings = 20
const destroying = /^(?:delete|remove|drop|destroy|purge|erase|wipe)(?:[_.-]|[A-Z]|$)/

/**
 * What in a definition deserves a second look. A hint for whoever reviews it: nothing is refused for it, and its absence
 * proves nothing. Every text is foreign, so each rule is linear in it.
 */
export function findingsOf(definition: DefinitionText, neighbours?: Neighbours): Finding[] {
  const value = JSON.parse(definition.json) as Record<string, unknown>
  const found: Finding[] = [...nameFindings(definition, value, neighbours)]
  for (const { member, text } of readableTexts(value)) {
    if (found.length >= mostFindings) break
    found.push(...suspiciousText(member, text))
    const bytes = /(?:^|\.)description$/.test(member) ? Buffer.byteLength(text) : 0
    if (bytes > longDescription)
      found.push({ code: 'long-description', member, message: `Has ${bytes} bytes; few people read that far.` })
    const other = neighbours?.mentionedIn(text)
    if (other !== undefined && member !== 'name')
      found.push({ code: 'other-tools', member, message: 'Names a tool of another target.', excerpt: other })
  }
  return found.slice(0, mostFindings)
}

function nameFindings(definition: DefinitionText, value: Record<string, unknown>, neighbours?: Neighbours): Finding[] {
  const found: Finding[] = []
  const similar = neighbours?.similarTo(definition)
  if (similar !== undefined)
    found.push({
      code: 'similar-name',
      member: 'name',
      message: 'Its name is easily taken for another one.',
      excerpt: similar,
    })
  for (const member of ['name', 'title']) {
    const text = value[member]
    const mixed = typeof text === 'string' ? mixedScripts(text) : undefined
    if (mixed !== undefined)
      found.push({
        code: 'mixed-scripts',
        member,
        message: 'Mixes alphabets within a word.',
        excerpt: mixed.slice(0, 80),
      })
  }
  const claims = value['annotations']
  if (typeof claims === 'object' && claims !== null && Reflect.get(claims, 'readOnlyHint') === true) {
    if (Reflect.get(claims, 'destructiveHint') === true || destroying.test(definition.name))
      found.push({
        code: 'doubtful-annotations',
        member: 'annotations',
        message: 'Claims that it only reads, which its name or another claim contradicts.',
      })
  }
  return found
}
