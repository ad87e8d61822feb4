import { randomBytes } from 'node:crypto'
import {
  createRequestStateCodec,
  type McpHttpHandler,
  type McpServer,
  type RegisteredTool,
} from '@modelcontextprotocol/server'

/** What all connections of one everything-server share. */
export interface EverythingState {
  readonly sessions: Set<SessionParts>
  /** The handler of 2026-07-28, whose listeners hear what changed. */
  modern?: McpHttpHandler
  /** Whether the tool that comes and goes is there now. */
  hasVisitingTool: boolean
  hasVisitingPrompt: boolean
  readonly requestStates: ReturnType<typeof createRequestStateCodec<{ step: string }>>
}

/** The parts of one session that a change touches. */
export interface SessionParts {
  readonly server: McpServer
  readonly visitingTool: Pick<RegisteredTool, 'enable' | 'disable'>
  readonly visitingPrompt: Pick<RegisteredTool, 'enable' | 'disable'>
  readonly subscribed: Set<string>
}

export const createState = (): EverythingState => ({
  sessions: new Set(),
  hasVisitingTool: false,
  hasVisitingPrompt: false,
  requestStates: createRequestStateCodec<{ step: string }>({ key: randomBytes(32) }),
})

/** A tool appears or leaves, and everybody who listens is told. */
export function changeTools(state: EverythingState): void {
  state.hasVisitingTool = !state.hasVisitingTool
  for (const { visitingTool } of state.sessions)
    if (state.hasVisitingTool) visitingTool.enable()
    else visitingTool.disable()
  state.modern?.notify.toolsChanged()
}

export function changePrompts(state: EverythingState): void {
  state.hasVisitingPrompt = !state.hasVisitingPrompt
  for (const { visitingPrompt } of state.sessions)
    if (state.hasVisitingPrompt) visitingPrompt.enable()
    else visitingPrompt.disable()
  state.modern?.notify.promptsChanged()
}

/** Tells those who subscribed to `uri` that it changed. */
export async function updateResource(state: EverythingState, uri: string): Promise<void> {
  for (const { server, subscribed } of state.sessions)
    if (subscribed.has(uri)) await server.server.sendResourceUpdated({ uri })
  state.modern?.notify.resourceUpdated(uri)
}
