import { maxToolSchemaBytes } from '../../contracts/targets.ts'
import type { SchemaReport } from '../../contracts/console.ts'
import { DomainError } from '../../kernel/domain-error.ts'
import { catalogueLimits, type ItemProblem } from './judge-list.ts'
import { judgeTools } from './judge-tools.ts'
import { compactJson, depthOf, elementTexts, memberTexts } from './json-text.ts'
import { toolEntry, type ToolText } from './tool.ts'

export const inlinePayloadMember = 'targetConfiguration.mcp.mcpServer.mcpToolSchema.inlinePayload'

/** A tool schema given upfront: JSON text of `{"tools":[{name, description, inputSchema}, …]}`. Never throws. */
export function readToolSchema(payload: string): { tools: ToolText[]; problems: ItemProblem[] } {
  const refuse = (message: string, path = '$') => ({ tools: [], problems: [{ path, message }] })
  const bytes = Buffer.byteLength(payload)
  if (bytes > maxToolSchemaBytes)
    return refuse(
      `The schema has ${bytes} bytes; at most ${maxToolSchemaBytes} (1 MB) are allowed. Split it over several targets.`,
    )
  const depth = depthOf(payload)
  if (depth > catalogueLimits.depth)
    return refuse(
      `The schema nests ${depth} levels deep; at most ${catalogueLimits.depth} are allowed. Flatten it with $defs.`,
    )
  let value: unknown
  try {
    value = JSON.parse(payload)
  } catch (error) {
    return refuse(`This is not JSON: ${error instanceof Error ? error.message : 'it cannot be parsed'}.`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !('tools' in value))
    return refuse(
      `mcpToolSchema must be an object with 'tools' array: {"tools":[{"name":…,"description":…,"inputSchema":{…}}]}.`,
    )
  if (!Array.isArray(value.tools)) return refuse(`'tools' must be an array of tool definitions.`, '$.tools')
  if (value.tools.length === 0) return refuse('The list of tools is empty. Give at least one tool.', '$.tools')
  const { items, problems } = judgeTools(
    value.tools,
    elementTexts(memberTexts(compactJson(payload)).get('tools') ?? '[]'),
  )
  return { tools: items, problems }
}

/** Throws a ValidationException that names the member and the first problems. */
export function parseToolSchema(payload: string): ToolText[] {
  const { tools, problems } = readToolSchema(payload)
  if (problems.length === 0) return tools
  const told = problems.slice(0, 5).map((problem) => ({
    name: inlinePayloadMember,
    message: `${problem.path}: ${problem.message}`,
  }))
  const more = problems.length > told.length ? ` And ${problems.length - told.length} more.` : ''
  throw new DomainError(
    'ValidationException',
    `Invalid MCP ToolSchema. ${told.map((field) => field.message).join(' ')}${more}`,
    {
      reason: 'FieldValidationFailed',
      fieldList: told,
    },
  )
}

/** For validation while somebody types. */
export function reportOnToolSchema(payload: string): SchemaReport {
  const { tools, problems } = readToolSchema(payload)
  return {
    tools: tools.map((tool) => {
      const { name, description } = toolEntry(tool)
      return { name, ...(description !== undefined && { description }) }
    }),
    problems,
  }
}
