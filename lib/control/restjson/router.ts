import type { Operation } from '../operation.ts'

export interface Route {
  operation: Operation
  /** Members that travel in the path, still percent-encoded. */
  labels: Readonly<Record<string, string>>
}

interface Pattern {
  operation: Operation
  segments: readonly { text: string; label?: string }[]
}

/**
 * Finds the operation for a raw path below `/api`. Segments are compared as they came, so that an encoded slash stays
 * inside its label, and a trailing slash is part of the path (AgentCore §1.2).
 */
export function createRouter(operations: readonly Operation[]): (method: string, rawPath: string) => Route | undefined {
  const byShape = new Map<string, Pattern[]>()
  const bucket = (method: string, segments: number) => `${method} ${segments}`
  for (const operation of operations) {
    const segments = operation.shape.path.split('/').map((text) => {
      const label = /^\{(\w+)\}$/.exec(text)?.[1]
      return label === undefined ? { text } : { text, label }
    })
    const key = bucket(operation.shape.method, segments.length)
    byShape.set(key, [...(byShape.get(key) ?? []), { operation, segments }])
  }
  return (method, rawPath) => {
    const parts = rawPath.split('/')
    for (const { operation, segments } of byShape.get(bucket(method, parts.length)) ?? []) {
      if (!segments.every(({ text, label }, at) => (label === undefined ? text === parts[at] : parts[at] !== '')))
        continue
      const labels: Record<string, string> = {}
      segments.forEach(({ label }, at) => {
        if (label !== undefined) labels[label] = parts[at] ?? ''
      })
      return { operation, labels }
    }
    return undefined
  }
}
