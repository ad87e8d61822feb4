import { createHash } from 'node:crypto'
import { sha256Base64url } from '../../platform/crypto/hash.ts'
import type { ServingTarget } from '../rooms.ts'

/** What clients can be told to have changed. */
export interface Digests {
  readonly tools: string
  readonly prompts: string
  /** Of resources and their templates. */
  readonly resources: string
}

/** Of the definitions themselves: a synchronization that found nothing new changes none. Made when first asked for. */
export function digestsOf(targets: readonly ServingTarget[], searchable: boolean): Digests {
  const made = new Map<string, string>()
  const once = (kind: string, make: () => unknown) => {
    const digest = made.get(kind) ?? sha256Base64url(JSON.stringify(make()))
    made.set(kind, digest)
    return digest
  }
  return {
    get tools() {
      return once('tools', () => [searchable, targets.map(({ name, tools }) => [name, textDigest(tools)])])
    },
    get prompts() {
      return once('prompts', () => targets.map(({ name, prompts }) => [name, textDigest(prompts)]))
    },
    get resources() {
      return once('resources', () =>
        targets.map((target) => [
          ...[target.name, target.resourcePriority],
          ...[textDigest(target.resources), textDigest(target.templates)],
        ]),
      )
    },
  }
}

type Texts = readonly { json: string }[]
/** Lists of one catalogue version are the same object for as long as they are kept. */
const known = new WeakMap<Texts, string>()

function textDigest(items: Texts): string {
  const made = known.get(items)
  if (made !== undefined) return made
  const hash = createHash('sha256')
  for (const { json } of items) hash.update(json).update('\n')
  const digest = hash.digest('base64url')
  known.set(items, digest)
  return digest
}
