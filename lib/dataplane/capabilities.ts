import { isObject } from './rpc/message.ts'

/** What a client can be asked, as far as we pass such questions on; the members of MCP's ClientCapabilities. */
export interface DeclaredCapabilities extends Record<string, unknown> {
  elicitation?: Capability
  sampling?: Capability
  roots?: Capability
}
type Capability = Record<string, true | Record<string, never>>

/** What a client declared, cut down to what we know: it goes to MCP servers, and into a session id. */
export interface ClientCapabilities {
  /** A person can be asked to open a link. */
  urlElicitation: boolean
  declared: DeclaredCapabilities
}

const modes = {
  elicitation: ['form', 'url'],
  sampling: ['tools', 'context'],
  roots: ['listChanged'],
} as const

/** `elicitation: {}` is form mode alone; URL mode is declared by its name (mcp.md 1.3). */
export function readCapabilities(said: unknown): ClientCapabilities {
  const declared: DeclaredCapabilities = {}
  for (const [name, known] of Object.entries(modes)) {
    const capability = isObject(said) ? said[name] : undefined
    if (!isObject(capability)) continue
    const kept = known.filter((mode) =>
      mode === 'listChanged' ? capability[mode] === true : isObject(capability[mode]),
    )
    declared[name] = Object.fromEntries(kept.map((mode) => [mode, mode === 'listChanged' ? true : {}]))
  }
  return { urlElicitation: declared.elicitation?.['url'] !== undefined, declared }
}

/**
 * What a client is given of a question. No client declares tasks to a server through us, and whoever has not is asked as if
 * nobody had wished for one (2025-11-25, tasks): what it answered otherwise would name a task that no server can ask for.
 */
export function withoutTask(params: Record<string, unknown> | undefined): Record<string, unknown> | undefined {
  if (!params || !Object.hasOwn(params, 'task')) return params
  const { task: _, ...rest } = params
  return rest
}

export const noCapabilities: DeclaredCapabilities = {}

/** Whether a client that declared this can be asked that. */
export function canBeAsked(
  { elicitation, sampling, roots }: DeclaredCapabilities,
  { method, params }: { method: string; params: Record<string, unknown> | undefined },
): boolean {
  switch (method) {
    case 'elicitation/create':
      if (!elicitation) return false
      if (params?.mode === 'url') return elicitation['url'] !== undefined
      return elicitation['form'] !== undefined || elicitation['url'] === undefined
    case 'sampling/createMessage':
      return sampling !== undefined && (params?.tools === undefined || sampling['tools'] !== undefined)
    case 'roots/list':
      return roots !== undefined
    default:
      return false
  }
}
