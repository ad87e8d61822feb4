import { depthOf } from './json-text.ts'

/** Limits of one list of one target; number, name and depth after TC-4, TC-7 and AgentCore's quotas, made a little wider. */
export const catalogueLimits = { items: 10_000, depth: 32, itemBytes: 256_000 } as const

/** A fault in a list: `path` as in JSON Path (`$.tools[3].name`), `message` says what is wrong and the way out. */
export interface ItemProblem {
  path: string
  message: string
}

/** An item by what tells it apart from others of its list. */
export interface Judged {
  name: string
  json: string
}

/** More problems than this help nobody. */
const problemLimit = 50

export interface ListRules {
  /** The list's member in an answer, `tools`. */
  member: string
  /** The member that tells items apart, and what it is called. */
  key: string
  keyWord: string
  /** `tool`, and what one is made of. */
  one: string
  shape: string
  tooDeep: string
  problemsOf(item: Record<string, unknown>, path: string): ItemProblem[]
}

/** Judges the definitions of one list. `texts` has each value's JSON. */
export function judgeList(
  rules: ListRules,
  values: readonly unknown[],
  texts: readonly string[],
): { items: Judged[]; problems: ItemProblem[] } {
  const { member, key, keyWord, one } = rules
  const problems: ItemProblem[] = []
  const items: Judged[] = []
  const firstAt = new Map<string, number>()
  if (values.length > catalogueLimits.items)
    problems.push({
      path: `$.${member}`,
      message: `${values.length} ${one}s; at most ${catalogueLimits.items} fit one target.`,
    })
  for (const [index, value] of values.entries()) {
    if (problems.length >= problemLimit) break
    const path = `$.${member}[${index}]`
    const json = texts[index] ?? 'null'
    if (depthOf(json) > catalogueLimits.depth) {
      problems.push({
        path,
        message: `The definition nests more than ${catalogueLimits.depth} levels deep. ${rules.tooDeep}`,
      })
      continue
    }
    if (!isObject(value)) {
      problems.push({ path, message: rules.shape })
      continue
    }
    const found = rules.problemsOf(value, path)
    const bytes = Buffer.byteLength(json)
    if (bytes > catalogueLimits.itemBytes)
      found.push({
        path,
        message: `The definition has ${bytes} bytes; at most ${catalogueLimits.itemBytes} are allowed for one ${one}.`,
      })
    const name = typeof value[key] === 'string' ? value[key] : ''
    const earlier = firstAt.get(name)
    if (earlier !== undefined && name !== '')
      found.push({
        path: `${path}.${key}`,
        message: `The ${keyWord} “${shown(name)}” is taken by $.${member}[${earlier}]. ${capital(one)} ${keyWord}s must differ.`,
      })
    else firstAt.set(name, index)
    problems.push(...found)
    if (found.length === 0) items.push({ name, json })
  }
  return { items, problems }
}

const capital = (word: string): string => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Foreign text in a message of ours: short, and without control and format characters. */
export const shown = (text: string): string => text.slice(0, 80).replace(/\p{C}/gu, '\u{fffd}')
