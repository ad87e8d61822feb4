import { isObject } from '../../rpc/message.ts'

const mark = 'x-mcp-header'
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
const primitives = new Set<unknown>(['string', 'integer', 'number', 'boolean'])

/** An argument that a tool wants repeated in a header, so that a proxy can decide on it. */
export interface ParameterHeader {
  /** Lower case, `mcp-param-` included. */
  header: string
  /** Where in `arguments` it stands. */
  path: readonly string[]
}

/** The marks of an `inputSchema`, which count on properties and properties of those, and nowhere else. */
export function parameterHeadersOf(toolJson: string): ParameterHeader[] {
  if (!toolJson.includes(`"${mark}"`)) return []
  const { inputSchema } = JSON.parse(toolJson) as { inputSchema?: unknown }
  return marked(inputSchema, [])
}

function marked(schema: unknown, path: readonly string[]): ParameterHeader[] {
  if (!isObject(schema)) return []
  const name = schema[mark]
  const isMarked = path.length > 0 && typeof name === 'string' && token.test(name) && primitives.has(schema.type)
  const own = isMarked ? [{ header: `mcp-param-${name.toLowerCase()}`, path }] : []
  const { properties } = schema
  if (!isObject(properties)) return own
  return [...own, ...Object.entries(properties).flatMap(([key, inner]) => marked(inner, [...path, key]))]
}

/** As a header says it; undefined for what no header repeats: nothing, an object, a number without an exact text. */
export function parameterText(args: Record<string, unknown> | undefined, path: readonly string[]): string | undefined {
  const value = path.reduce<unknown>(
    (inner, key) => (isObject(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined),
    args,
  )
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return String(value)
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? undefined : String(value)
}
