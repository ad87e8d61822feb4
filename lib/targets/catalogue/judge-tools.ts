import { depthOf } from './json-text.ts'
import type { ToolText } from './tool.ts'

/** Limits of one target's catalogue; tool count, name and depth after TC-4, TC-7 and AgentCore's quotas, made a little wider. */
export const catalogueLimits = { tools: 10_000, depth: 32, toolBytes: 256_000 } as const

/** A fault in a tool list: `path` as in JSON Path (`$.tools[3].name`), `message` says what is wrong and the way out. */
export interface ToolProblem {
  path: string
  message: string
}

const toolName = /^[A-Za-z0-9_.-]{1,128}$/
/** More problems than this help nobody. */
const problemLimit = 50

/** Judges tool definitions alike, whether a server listed them or an administrator gave them. `texts` has each value's JSON. */
export function judgeTools(
  values: readonly unknown[],
  texts: readonly string[],
): { tools: ToolText[]; problems: ToolProblem[] } {
  const problems: ToolProblem[] = []
  const tools: ToolText[] = []
  const firstAt = new Map<string, number>()
  if (values.length > catalogueLimits.tools)
    problems.push({
      path: '$.tools',
      message: `${values.length} tools; at most ${catalogueLimits.tools} fit one target.`,
    })
  for (const [index, value] of values.entries()) {
    if (problems.length >= problemLimit) break
    const path = `$.tools[${index}]`
    const json = texts[index] ?? 'null'
    if (depthOf(json) > catalogueLimits.depth) {
      problems.push({
        path,
        message: `The definition nests more than ${catalogueLimits.depth} levels deep. Flatten it with $defs.`,
      })
      continue
    }
    if (!isObject(value)) {
      problems.push({ path, message: 'A tool is an object with name, description and inputSchema.' })
      continue
    }
    const found = problemsOf(value, json, path)
    const name = typeof value['name'] === 'string' ? value['name'] : ''
    const earlier = firstAt.get(name)
    if (earlier !== undefined && name !== '')
      found.push({
        path: `${path}.name`,
        message: `The name “${shown(name)}” is taken by $.tools[${earlier}]. Tool names must differ.`,
      })
    else firstAt.set(name, index)
    problems.push(...found)
    if (found.length === 0) tools.push({ name, json })
  }
  return { tools, problems }
}

function problemsOf(tool: Record<string, unknown>, json: string, path: string): ToolProblem[] {
  const problems: ToolProblem[] = []
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
  if (Buffer.byteLength(json) > catalogueLimits.toolBytes)
    say(
      '',
      `The definition has ${Buffer.byteLength(json)} bytes; at most ${catalogueLimits.toolBytes} are allowed for one tool.`,
    )
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

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Foreign text in a message of ours: short, and without control and format characters. */
export const shown = (text: string): string => text.slice(0, 80).replace(/\p{C}/gu, '\u{fffd}')
