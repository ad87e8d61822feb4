import type { CatalogueTool } from '../../contracts/console.ts'
import { clientToolName, gatewayToolName, type TargetRecord, type ToolEntry } from '../../targets/index.ts'

/** A target's tools as the console shows them. */
export const catalogueTools = (from: {
  record: TargetRecord
  gatewayName: string
  tools: readonly ToolEntry[]
  needsConsent: boolean
}): CatalogueTool[] =>
  from.tools.map((tool) => ({
    gatewayId: from.record.gatewayId,
    gatewayName: from.gatewayName,
    targetId: from.record.id,
    targetName: from.record.name,
    name: tool.name,
    ...namesOf(gatewayToolName(from.record.name, tool.name)),
    title: tool.title,
    description: tool.description,
    needsConsent: from.needsConsent,
    inputSchema: tool.inputSchema,
    outputSchema: tool.outputSchema,
    annotations: tool.annotations,
  }))

function namesOf(gatewayToolName: string): Pick<CatalogueTool, 'gatewayToolName' | 'shortToolName'> {
  const shortToolName = clientToolName(gatewayToolName)
  return { gatewayToolName, ...(shortToolName !== gatewayToolName && { shortToolName }) }
}

/** Every word of the query stands somewhere in the tool's name, title, description or parameter names. */
export function matchesQuery(tool: CatalogueTool, query: string): boolean {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return true
  const texts = [
    tool.gatewayToolName,
    tool.shortToolName,
    tool.title,
    tool.description,
    ...parameterNames(tool.inputSchema),
  ]
  const text = texts.join('\n').toLowerCase()
  return words.every((word) => text.includes(word))
}

function parameterNames(inputSchema: string): string[] {
  const schema: unknown = JSON.parse(inputSchema)
  if (typeof schema !== 'object' || schema === null || !('properties' in schema)) return []
  return typeof schema.properties === 'object' && schema.properties !== null ? Object.keys(schema.properties) : []
}
