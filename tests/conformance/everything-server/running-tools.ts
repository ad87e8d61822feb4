import { setTimeout as pause } from 'node:timers/promises'
import type { McpServer, ServerContext } from '@modelcontextprotocol/server'
import { text } from './content.ts'
import { changePrompts, changeTools, updateResource, type EverythingState } from './state.ts'

/** Tools that take a while and tell what they do, and tools that change something. */
export function registerRunningTools(server: McpServer, state: EverythingState): void {
  server.registerTool('test_tool_with_logging', { description: 'Logs three lines.' }, async (context) => {
    await context.mcpReq.log('info', 'Tool execution started')
    await pause(50)
    await context.mcpReq.log('info', 'Tool processing data', 'everything')
    await pause(50)
    await context.mcpReq.log('info', { note: 'Tool execution completed', step: 3 })
    return { content: [text('Logged three lines.')] }
  })
  server.registerTool('test_logging_tool', { description: 'Logs on every level.' }, async (context) => {
    await context.mcpReq.log('debug', 'Details')
    await context.mcpReq.log('warning', 'A warning')
    await context.mcpReq.log('error', 'An error')
    return { content: [text('Logged.')] }
  })
  server.registerTool('test_tool_with_progress', { description: 'Tells how far it is.' }, async (context) => {
    for (const progress of [0, 50, 100]) {
      await tellProgress(context, progress)
      await pause(50)
    }
    return { content: [text('Progress was told.')] }
  })
  server.registerTool('test_reconnection', { description: 'Hangs up and goes on working.' }, async (context) => {
    context.http?.closeSSE?.()
    await pause(100)
    return { content: [text('Answered on the stream that was taken up again.')] }
  })
  server.registerTool('test_trigger_tool_change', { description: 'A tool comes or goes.' }, () => {
    changeTools(state)
    return { content: [text('The tools changed.')] }
  })
  server.registerTool('test_trigger_prompt_change', { description: 'A prompt comes or goes.' }, () => {
    changePrompts(state)
    return { content: [text('The prompts changed.')] }
  })
  server.registerTool('test_trigger_resource_update', { description: 'Updates what is watched.' }, async () => {
    await updateResource(state, 'test://watched-resource')
    return { content: [text('The resource was updated.')] }
  })
}

async function tellProgress(context: ServerContext, progress: number): Promise<void> {
  const progressToken = context.mcpReq._meta?.progressToken
  if (progressToken === undefined) return
  await context.mcpReq.notify({
    method: 'notifications/progress',
    params: { progressToken, progress, total: 100, message: `${progress} of 100` },
  })
}
