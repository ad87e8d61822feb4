import { isObject, judgeList, shown, type ItemProblem, type Judged } from './judge-list.ts'

const toolName = /^[A-Za-z0-9_.-]{1,128}$/

/** Judges tool definitions alike, whether a server listed them or an administrator gave them. `texts` has each value's JSON. */
export const judgeTools = (
  values: readonly unknown[],
  texts: readonly string[],
): { items: Judged[]; problems: ItemProblem[] } =>
  judgeList(
    {
      member: 'tools',
      key: 'name',
      keyWord: 'name',
      one: 'tool',
      shape: 'A tool is an object with name, description and inputSchema.',
      tooDeep: 'Flatten it with $defs.',
      problemsOf,
    },
    values,
    texts,
  )

function problemsOf(tool: Record<string, unknown>, path: string): ItemProblem[] {
  const problems: ItemProblem[] = []
  const say = (member: string, message: string) => problems.push({ path: `${path}${member}`, message })
  const { name, title, description, inputSchema, outputSchema, annotations } = tool
  if (typeof name !== 'string' || name === '') say('.name', 'Every tool needs a name.')
  else if (name.length > 128) say('.name', `The name has ${name.length} characters; at most 128 are allowed.`)
  else if (!toolName.test(name)) say('.name', `“${shown(name)}” is no tool name. Use letters, digits, _, . and - only.`)
  if (title !== undefined && typeof title !== 'string') say('.title', 'A title is text.')
  if (description !== undefined && typeof description !== 'string') say('.description', 'A description is text.')
  if (!isObject(inputSchema))
    say('.inputSchema', 'Every tool needs an inputSchema; for a tool without input give {"type":"object"}.')
  else if (inputSchema['type'] !== 'object') say('.inputSchema.type', 'The type of an inputSchema must be "object".')
  if (outputSchema !== undefined && !isObject(outputSchema)) say('.outputSchema', 'An outputSchema is an object.')
  if (annotations !== undefined && !isObject(annotations)) say('.annotations', 'Annotations are an object.')
  for (const member of ['inputSchema', 'outputSchema'])
    for (const reference of remoteReferences(tool[member], `${path}.${member}`))
      problems.push({
        path: reference.path,
        message: `The reference “${shown(reference.target)}” leads out of the schema. Postern follows no such reference; put the definition under $defs and refer to it with #/$defs/….`,
      })
  return problems
}

/** References that would have to be fetched: everything but `#…`. A property that is merely named `$ref` is none. */
function remoteReferences(schema: unknown, path: string): { path: string; target: string }[] {
  if (Array.isArray(schema)) return schema.flatMap((item, index) => remoteReferences(item, `${path}[${index}]`))
  if (!isObject(schema)) return []
  return Object.entries(schema).flatMap(([key, value]) => {
    const isReference = (key === '$ref' || key === '$dynamicRef') && typeof value === 'string'
    if (isReference) return value.startsWith('#') ? [] : [{ path: `${path}.${key}`, target: value }]
    return remoteReferences(value, `${path}.${key}`)
  })
}
