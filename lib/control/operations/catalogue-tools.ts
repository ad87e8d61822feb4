import type { CatalogueTool } from '../../contracts/console.ts'
import {
  clientToolName,
  findingsOf,
  gatewayToolName,
  type Neighbours,
  type TargetRecord,
  type TargetReview,
  type ToolEntry,
} from '../../targets/index.ts'

/** A tool as lists sort and filter it. Its findings take time, so that only tools that are shown are completed. */
export interface ListedTool extends Omit<CatalogueTool, 'approval' | 'findings'> {
  json: string
  waits: boolean
}

/** A target's tools as the console lists them. */
export const listedTools = (from: {
  record: TargetRecord
  gatewayName: string
  tools: readonly ToolEntry[]
  needsConsent: boolean
  review: TargetReview | undefined
}): ListedTool[] =>
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
    json: tool.json,
    waits: from.review?.waits({ kind: 'tool', name: tool.name }) ?? false,
  }))

/** With what is known about its approval, and with what deserves a second look. */
export function completeTool(
  { json, waits: _waits, ...tool }: ListedTool,
  review: TargetReview | undefined,
  neighbours: Neighbours,
): CatalogueTool {
  const definition = { kind: 'tool' as const, name: tool.name, json }
  return {
    ...tool,
    approval: approvalIn(review, definition),
    findings: findingsOf(definition, neighbours),
  }
}

/** Of a target that was published between two readings nothing is known yet. */
export const approvalIn = (review: TargetReview | undefined, definition: Parameters<TargetReview['approvalOf']>[0]) =>
  review?.approvalOf(definition) ?? { state: 'new' as const, served: false }

function namesOf(gatewayToolName: string): Pick<CatalogueTool, 'gatewayToolName' | 'shortToolName'> {
  const shortToolName = clientToolName(gatewayToolName)
  return { gatewayToolName, ...(shortToolName !== gatewayToolName && { shortToolName }) }
}

/** Every word of the query stands somewhere in the tool's name, title, description or parameter names. */
export function matchesQuery(tool: ListedTool, query: string): boolean {
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
