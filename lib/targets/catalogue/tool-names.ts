import { sha256Hex } from '../../platform/crypto/hash.ts'
import { memberTexts } from './json-text.ts'

/** What model vendors take as a tool's name at most; longer ones make the whole request fail at the client's model. */
export const longestClientName = 64

const digestLength = 12

/** The full name on a gateway, AgentCore's `target___tool`. */
export const gatewayToolName = (targetName: string, toolName: string): string => `${targetName}___${toolName}`

/**
 * The name that clients are shown: the full name, or for one that is too long its beginning and a digest of all of it.
 * Depends on nothing but the name, so it is the same on every node and after every change of the catalogue.
 */
export function clientToolName(fullName: string): string {
  if (fullName.length <= longestClientName) return fullName
  const digest = sha256Hex(fullName).slice(0, digestLength)
  return `${fullName.slice(0, longestClientName - digestLength - 1)}_${digest}`
}

/** The definition (compact JSON) under another name; every other member keeps its author's text. */
export function renamedTool(definition: string, name: string): string {
  const members = memberTexts(definition).set('name', JSON.stringify(name))
  return `{${[...members].map(([member, text]) => `${JSON.stringify(member)}:${text}`).join(',')}}`
}
