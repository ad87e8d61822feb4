import type { ItemKind } from './items.ts'
import { isObject, judgeList, shown, type ItemProblem, type Judged, type ListRules } from './judge-list.ts'

type OtherKind = Exclude<ItemKind, 'tools'>

/** Longest prompt name and longest resource address; both go into headers of requests. */
const longest = { prompts: 128, resources: 2_048, templates: 2_048 } as const
/** Prompts are named more freely than tools are; what cannot be shown or sent is no name. */
const unsendable = /\p{C}/u

const words = {
  prompts: { member: 'prompts', key: 'name', keyWord: 'name', one: 'prompt' },
  resources: { member: 'resources', key: 'uri', keyWord: 'URI', one: 'resource' },
  templates: { member: 'resourceTemplates', key: 'uriTemplate', keyWord: 'URI template', one: 'resource template' },
} as const

/** Judges the prompts, resources or resource templates that a server listed. `texts` has each value's JSON. */
export function judgeItems(
  kind: OtherKind,
  values: readonly unknown[],
  texts: readonly string[],
): { items: Judged[]; problems: ItemProblem[] } {
  const { key, keyWord, one } = words[kind]
  const rules: ListRules = {
    ...words[kind],
    shape: `A ${one} is an object with ${kind === 'prompts' ? 'a name' : `${key} and name`}.`,
    tooDeep: 'Flatten it.',
    problemsOf(item, path) {
      const problems: ItemProblem[] = []
      const say = (member: string, message: string) => problems.push({ path: `${path}.${member}`, message })
      const id = item[key]
      if (typeof id !== 'string' || id === '') say(key, `Every ${one} needs a ${keyWord}.`)
      else if (id.length > longest[kind])
        say(key, `The ${keyWord} has ${id.length} characters; at most ${longest[kind]} are allowed.`)
      else if (unsendable.test(id)) say(key, `The ${keyWord} “${shown(id)}” has characters that cannot be shown.`)
      for (const member of ['title', 'description'])
        if (item[member] !== undefined && typeof item[member] !== 'string') say(member, `A ${member} is text.`)
      if (kind === 'prompts') problems.push(...argumentProblems(item['arguments'], `${path}.arguments`))
      return problems
    },
  }
  return judgeList(rules, values, texts)
}

function argumentProblems(list: unknown, path: string): ItemProblem[] {
  if (list === undefined) return []
  if (!Array.isArray(list)) return [{ path, message: 'The arguments of a prompt are an array.' }]
  return list.flatMap((argument: unknown, index) =>
    isObject(argument) && typeof argument['name'] === 'string'
      ? []
      : [{ path: `${path}[${index}]`, message: 'Every argument of a prompt needs a name.' }],
  )
}
