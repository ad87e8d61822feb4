import { ResultScan } from './result-scan.ts'

/**
 * Adds `"resultType":"complete"`, and what else is given, to a result that has no type, in the pieces that it comes in.
 * Errors pass as they are.
 */
export class ResultTypeAdder {
  readonly #members: string
  readonly #scan = new ResultScan()
  #passed = 0
  #added = false

  /** `members`: JSON text. */
  constructor(members = '"resultType":"complete"') {
    this.#members = members
  }

  pass(chunk: Uint8Array): Uint8Array[] {
    const start = this.#passed
    this.#passed += chunk.length
    this.#scan.feed(chunk)
    const { end, type, empty, ambiguous } = this.#scan
    if (this.#added || end === undefined || end < start || type || ambiguous) return [chunk]
    this.#added = true
    const addition = Buffer.from(`${empty ? '' : ','}${this.#members}`)
    return [chunk.subarray(0, end - start), addition, chunk.subarray(end - start)]
  }
}

/** The result without its type: what a client of an older revision knows. */
export function withoutResultType(body: Uint8Array, { type }: ResultScan): Uint8Array {
  if (!type) return body
  let { from, to } = type
  const after = skipSpace(body, to, 1)
  if (body[after] === comma) to = after + 1
  else {
    const before = skipSpace(body, from - 1, -1)
    if (body[before] === comma) from = before
  }
  return Buffer.concat([body.subarray(0, from), body.subarray(to)])
}

const comma = 0x2c

function skipSpace(body: Uint8Array, from: number, step: 1 | -1): number {
  let at = from
  while (body[at] === 0x20 || body[at] === 0x0a || body[at] === 0x0d || body[at] === 0x09) at += step
  return at
}
