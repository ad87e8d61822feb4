/** What a server says about its own tool (MCP ToolAnnotations). A claim, not a fact: it is shown as one. */
export type ToolHint = 'read-only' | 'destructive'

export function toolHints(annotations: string | undefined): ToolHint[] {
  const claims = parseObject(annotations)
  if (claims === undefined) return []
  if (Reflect.get(claims, 'readOnlyHint') === true) return ['read-only']
  return Reflect.get(claims, 'destructiveHint') === true ? ['destructive'] : []
}

function parseObject(json: string | undefined): object | undefined {
  if (json === undefined) return undefined
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
