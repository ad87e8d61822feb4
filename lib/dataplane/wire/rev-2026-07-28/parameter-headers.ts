import type { RpcId } from '../../rpc/id.ts'
import { decodeHeaderText, encodeHeaderText } from './header-text.ts'
import { parameterText, type ParameterHeader } from './parameter-header.ts'
import { headerMismatch } from './refusals.ts'

type Arguments = Record<string, unknown> | undefined
const decimal = /^-?\d+(?:\.\d+)?$/

/** @throws HttpRefusal 400 with -32020 where an argument and its header do not say the same */
export function checkParameterHeaders(
  id: RpcId,
  declared: readonly ParameterHeader[],
  args: Arguments,
  header: (name: string) => string | undefined,
): void {
  for (const { header: name, path } of declared) {
    const expected = parameterText(args, path)
    if (expected === undefined) continue
    const value = header(name)
    if (value === undefined) throw headerMismatch(id, '(missing)', `the header ${name} of ${path.join('.')} is missing`)
    const said = decodeHeaderText(value.trim())
    if (said === undefined)
      throw headerMismatch(id, value.slice(0, 200), `the header ${name} of ${path.join('.')} is not encoded well`)
    if (said !== expected && !sameNumber(said, expected))
      throw headerMismatch(id, value.slice(0, 200), `the header ${name} is not the argument ${path.join('.')}`)
  }
}

/** `42.0` and `42` are one number. */
const sameNumber = (said: string, expected: string): boolean =>
  decimal.test(said) && decimal.test(expected) && Number(said) === Number(expected)

/** The headers that an MCP server of this revision wants beside these arguments. */
export function buildParameterHeaders(declared: readonly ParameterHeader[], args: Arguments): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const { header, path } of declared) {
    const text = parameterText(args, path)
    if (text !== undefined) headers[header] = encodeHeaderText(text)
  }
  return headers
}
