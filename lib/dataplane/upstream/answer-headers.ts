/** The headers of an MCP server's answer as undici read them: names and values in turn. Made into text where one is asked for. */
export class AnswerHeaders {
  readonly #raw: readonly Buffer[]

  constructor(raw: readonly Buffer[]) {
    this.#raw = raw
  }

  /** `name` in lower case. What was sent more than once is joined by commas. */
  get(name: string): string | undefined {
    let found: string | undefined
    for (let at = 0; at + 1 < this.#raw.length; at += 2) {
      if (this.#raw[at]?.length !== name.length) continue
      if (this.#raw[at]?.toString('latin1').toLowerCase() !== name) continue
      const value = this.#raw[at + 1]?.toString('latin1') ?? ''
      found = found === undefined ? value : `${found}, ${value}`
    }
    return found
  }
}
